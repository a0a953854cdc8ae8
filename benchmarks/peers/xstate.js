// xstate: the case as a statechart with guards, asked of Node. Arguments: where xstate is, the question, repetitions.
"use strict";

const [, , folder, question, said] = process.argv;
const repetitions = Number(said);
const { assign, createActor, createMachine } = require(folder);
const { version } = require(`${folder}/package.json`);

const RECORD = { id: "1", priority: "High", amount: 12500.5, owner: "ann", team: "Support", subject: "Printer on fire" };
const NOTES = { notes: "done" };
const STEPS = 13;
const REWORKS = 2;
const ROUNDS = 10000;
const EVENTS = 2000;

const work = () => {};
const process_ = createMachine(
  {
    context: ({ input }) => ({ record: input.record, reworks: input.reworks, round: 0, notes: null }),
    initial: "triage",
    states: {
      triage: {
        type: "parallel",
        states: {
          left: { initial: "classify", states: { classify: { always: { target: "done", actions: "work" } }, done: { type: "final" } } },
          right: { initial: "enrich", states: { enrich: { always: { target: "done", actions: "work" } }, done: { type: "final" } } },
        },
        onDone: "priority",
      },
      priority: { always: [{ guard: "isHigh", target: "fix" }, { target: "tell" }] },
      fix: { on: { complete: { target: "apply", actions: "take" } } },
      apply: { always: { target: "rework", actions: ["work", "count"] } },
      rework: { always: [{ guard: "isAgain", target: "fix" }, { target: "tell" }] },
      tell: { always: { target: "closed", actions: "work" } },
      closed: { type: "final" },
    },
  },
  {
    actions: {
      work,
      take: assign({ notes: ({ event }) => event.notes }),
      count: assign({ round: ({ context }) => context.round + 1 }),
    },
    guards: {
      isHigh: ({ context }) => context.record.priority === "High",
      isAgain: ({ context }) => context.round <= context.reworks,
    },
  },
);

const started = (reworks) => createActor(process_, { input: { record: { ...RECORD }, reworks } }).start();
const waits = (actor) => actor.getSnapshot().status === "active";
const complete = (actor) => actor.send({ type: "complete", notes: NOTES });
const stored = (actor) => JSON.stringify(actor.getPersistedSnapshot()).length;
const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

function taken(run) {
  global.gc();
  const begun = seconds();
  run();
  return seconds() - begun;
}

function each(run) {
  const often = (count) => () => {
    for (let number = 0; number < count; number += 1) run();
  };
  let count = 1;
  while (taken(often(count)) < 0.1) count *= 2;
  return Array.from({ length: repetitions }, () => taken(often(2 * count)) / (2 * count));
}

function played() {
  const actor = started(REWORKS);
  let rounds = 0;
  for (; waits(actor); rounds += 1) complete(actor);
  if (rounds !== REWORKS + 1) throw new Error(`a case has ended after ${rounds} rounds`);
}

function lateToEarly() {
  const actor = started(10 * ROUNDS);
  const costs = [];
  let done = 0;
  for (const after of [10, ROUNDS]) {
    for (; done < after; done += 1) complete(actor);
    costs.push(taken(() => {
      for (let number = 0; number < EVENTS; number += 1) complete(actor);
    }));
    done += EVENTS;
  }
  return costs[1] / costs[0];
}

function growth() {
  const actor = started(10 * ROUNDS);
  const sizes = [];
  for (let done = 1; done <= ROUNDS; done += 1) {
    complete(actor);
    if (done === 10 || done === ROUNDS) sizes.push(stored(actor));
  }
  return sizes[1] / sizes[0];
}

function chain(steps) {
  const states = { begin: { on: { go: "s0" } }, end: { type: "final" } };
  for (let number = 0; number < steps; number += 1) {
    states[`s${number}`] = { always: { target: number + 1 < steps ? `s${number + 1}` : "end", actions: "work" } };
  }
  const machine = createMachine({ initial: "begin", states }, { actions: { work } });
  return () => {
    const actor = createActor(machine).start();
    actor.send({ type: "go" });
    if (waits(actor)) throw new Error("the chain has not come to its end");
  };
}

function perStep() {
  const short = each(chain(10)).sort((a, b) => a - b);
  const long = each(chain(1000)).sort((a, b) => a - b);
  return long.map((cost, place) => cost / 1000 / (short[place] / 10));
}

const ANSWERS = {
  steps: () => ({ unit: "1/s", samples: each(played).map((cost) => STEPS / cost), note: "on Node" }),
  waiting: () => ({ unit: "B", samples: [stored(started(REWORKS))], note: "" }),
  loop: () => ({ unit: "times", samples: Array.from({ length: repetitions }, lateToEarly), note: "" }),
  state: () => ({ unit: "times", samples: [growth()], note: "" }),
  definition: () => ({ unit: "times", samples: perStep(), note: "" }),
};
for (let number = 0; number < 3000; number += 1) played(); // what is warm is measured
const answer = ANSWERS[question] ? ANSWERS[question]() : { unable: "has no store of its own, and Node none by itself" };
console.log(JSON.stringify({ version, ...answer }));

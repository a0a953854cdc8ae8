"""Strongly connected components of a graph: the sets of points that lead to each other."""

from collections.abc import Iterator, Mapping, Sequence


def components(ways: Mapping[int, Sequence[int]]) -> Iterator[list[int]]:
    """Yield the components of a graph, by Tarjan's algorithm without recursion."""
    number: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_points: list[int] = []
    is_open: set[int] = set()
    for start in ways:
        if start in number:
            continue
        path = [(start, iter(ways[start]))]
        while path:
            point, rest = path[-1]
            if point not in number:
                number[point] = lowest[point] = len(number)
                open_points.append(point)
                is_open.add(point)
            following = next((each for each in rest if each not in number or each in is_open), None)
            if following is None:
                path.pop()
                if path:
                    before = path[-1][0]
                    lowest[before] = min(lowest[before], lowest[point])
                if lowest[point] == number[point]:
                    yield _close(point, open_points, is_open)
            elif following in number:
                lowest[point] = min(lowest[point], number[following])
            else:
                path.append((following, iter(ways[following])))


def _close(root: int, open_points: list[int], is_open: set[int]) -> list[int]:
    """Take a finished component off the stack."""
    component: list[int] = []
    while not component or component[-1] != root:
        component.append(open_points.pop())
    is_open.difference_update(component)
    return component

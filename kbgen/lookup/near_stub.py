def keys(n):
    return []


def far_keys(n):
    return []


def probes(n):
    return []


def far_probes(n):
    return []


def tolerance(n):
    return 0 if len(n) < 4 else 1 if len(n) < 8 else 2


def osa(a, b, m):
    return 9

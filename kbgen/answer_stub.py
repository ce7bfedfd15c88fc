def terminal(kb, ref, code, proof, check):
    return f"{kb[ref].name.get(code, ref)}  ({ref})\n{ref}"


def markdown(kb, ref, code, proof, check):
    return f"## {kb[ref].name.get(code, ref)}\n"

"""The words of the home page. Pure."""

from core.wording import counted


def first_sentence(waiting, late):
    """What matters first, in a sentence."""
    if not waiting:
        return "Rien ne vous attend pour l’instant."
    if late:
        words = counted(late, "chose")
        return f"{words[0].upper()}{words[1:]} {'attend' if late == 1 else 'attendent'} depuis trop longtemps."
    words = counted(waiting, "chose")
    return f"{words[0].upper()}{words[1:]} {'vous attend' if waiting == 1 else 'vous attendent'}, rien n’est en retard."

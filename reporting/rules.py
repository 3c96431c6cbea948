"""The words of the home page. Pure."""

from core.wording import counted


def first_sentence(waiting, late, begun=0):
    """What matters first, in a sentence; then what was begun and not saved."""
    return f"{of_the_queue(waiting, late)} {of_the_drafts(begun)}".strip()


def of_the_queue(waiting, late):
    if not waiting:
        return "Rien ne vous attend pour l’instant."
    if late:
        words = counted(late, "chose")
        return f"{words[0].upper()}{words[1:]} {'attend' if late == 1 else 'attendent'} depuis trop longtemps."
    words = counted(waiting, "chose")
    return f"{words[0].upper()}{words[1:]} {'vous attend' if waiting == 1 else 'vous attendent'}, rien n’est en retard."


def of_the_drafts(begun):
    if not begun:
        return ""
    words = counted(begun, "texte commencé", "textes commencés", masculine=True)
    return f"{words[0].upper()}{words[1:]} {'reste' if begun == 1 else 'restent'} à enregistrer."

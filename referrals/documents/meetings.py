"""What the three sign: the engagement of the household, and the minutes of a meeting."""

from core.pdf import png_uri, render_pdf
from core.signatures import signature_of
from programmes.documents import logo_of
from referrals.enums import Party
from referrals.models import Commitment, Referral, TripartiteMeeting
from referrals.presentation.adhesions import Board
from referrals.rules.meetings import named_problems

BLANK_LINES = range(5)


def logos_of(convention):
    """Of both parties, side by side at the top; the name of whoever has none."""
    found = [(party.label, logo_of(party)) for party in (convention.landlord, convention.operator)]
    return [(name, png_uri(png) if png else "") for name, png in found]


def promises_of(commitments: list[Commitment]):
    """[(party, its commitments)]: each of the three has its place, also where it promises nothing."""
    return [(party, [one for one in commitments if one.party == party]) for party in Party]


def answers_on_paper(board: Board):
    """[(line, [(cell, signature, cosignature)])]: what was drawn on the screen stands on the paper."""
    return [(line, [(cell, *signatures_of(cell.answer)) for cell in line.cells]) for line in board.lines]


def named(sheet, version):
    return named_problems(version.content, sheet.problem_codes, sheet.problems) if sheet else ""


def signatures_of(answer):
    if answer is None or not answer.given:
        return None, None
    kept = (answer.signature, answer.cosignature)
    return tuple(signature_of(data) if data else None for data in kept)


def engagement_pdf(referral: Referral, board: Board, *, meeting: TripartiteMeeting | None, place_shown=True) -> bytes:
    """To be signed by the household; without a meeting yet, with lines to write on."""
    convention = referral.convention
    version = convention.programme.version_on(meeting.held_on) if meeting else convention.programme.current_version
    commitments = list(meeting.commitments.all()) if meeting else []
    sheet = referral.sheets.issued().first()
    return render_pdf(
        "referrals/engagement_pdf.html",
        {
            "referral": referral,
            "meeting": meeting,
            "household": referral.household,
            "landlord": convention.landlord,
            "operator": convention.operator,
            "worker": referral.worker,
            "advisor": referral.advisor,
            "version": version,
            "improvements": meeting.improvements if meeting else sheet.improvements if sheet else "",
            "problems": meeting.problems if meeting else named(sheet, version),
            "present": list(meeting.participants.filter(present=True)) if meeting else [],
            "promises": promises_of(commitments),
            "blank": BLANK_LINES,
            "lines": answers_on_paper(board),
            "place_shown": place_shown,
            "logos": logos_of(convention),
        },
        title="Document d’engagement",
        author=f"{convention.landlord.name} et {convention.operator.name}",
    )


def minutes_pdf(meeting: TripartiteMeeting, *, points, reviewed, place_shown, reason="") -> bytes:
    """As they stand: in writing, sealed, or cancelled with the reason."""
    convention = meeting.convention
    return render_pdf(
        "referrals/minutes_pdf.html",
        {
            "meeting": meeting,
            "household": meeting.household,
            "convention": convention,
            "version": convention.programme.version_on(meeting.held_on),
            "participants": list(meeting.participants.all()),
            "points": points,
            "promises": promises_of(list(meeting.commitments.all())),
            "reviewed": reviewed,
            "place_shown": place_shown,
            "reason": reason,
            "logos": logos_of(convention),
        },
        title=meeting.get_kind_display(),
        author=f"{convention.landlord.name} et {convention.operator.name}",
    )

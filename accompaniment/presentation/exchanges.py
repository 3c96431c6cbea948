"""How the state of an exchange is shown."""

from accompaniment.enums import ExchangeState

TONES = {
    ExchangeState.NOTED: "",
    ExchangeState.OPEN: "soon",
    ExchangeState.ANSWERED: "done",
    ExchangeState.CANCELLED: "",
}

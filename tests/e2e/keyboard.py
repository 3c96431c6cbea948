"""A person without a mouse: Tab, Space, Enter, arrows and letters, and how long she would need."""

# Seconds, on the slow side of what is measured of people on a telephone: a letter, a move to the next thing, the look
# that a field asks for before it is answered, a new page read.
LETTER, MOVE, THOUGHT, PAGE = 0.45, 0.25, 3.0, 6.0
TOO_FAR = 150
FOCUSED = "element => element === document.activeElement"
# The browser's own calendar is made of parts, in the order of the browser's language, whatever the page's.
ORDERS = ("%m%d%Y", "%d%m%Y", "%Y%m%d")


class Keyboard:
    """Goes through one page at a time, and counts."""

    def __init__(self, page):
        self.page = page
        self.moves = self.letters = self.fields = self.pages = 0
        page.on("domcontentloaded", self._count_page)

    def _count_page(self, page):
        self.pages += 1

    @property
    def seconds(self):
        """What a person would need, without the time in which she talks with the tenant."""
        return self.letters * LETTER + self.moves * MOVE + self.fields * THOUGHT + self.pages * PAGE

    def told(self):
        minutes, seconds = divmod(round(self.seconds), 60)
        return (
            f"{self.pages} pages, {self.fields} champs, {self.letters} lettres, {self.moves} déplacements : "
            f"environ {minutes} min {seconds:02d} s"
        )

    # Moving

    def press(self, key):
        self.moves += 1
        self.page.keyboard.press(key)

    def to_content(self):
        """By the skip link, first on every page."""
        self.reach(self.page.get_by_role("link", name="Aller au contenu"))
        self.press("Enter")

    def reach(self, target, key="Tab"):
        """Tab until it holds the focus: whatever cannot be reached so is out of reach for many."""
        target.wait_for(state="attached")
        for _ in range(TOO_FAR):
            if target.evaluate(FOCUSED):
                return target
            self.press(key)
        raise AssertionError(f"{self.page.url}: Tab does not lead to {target}")

    # Doing

    def open(self, name, role="link", exact=True):
        """Go through a link or a button by its words."""
        target = self.page.get_by_role(role, name=name, exact=exact).first
        self.reach(target)
        self._leave()

    def press_on(self, name):
        """A button that stays on the page."""
        self.reach(self.page.get_by_role("button", name=name, exact=True).first)
        self.press("Enter")

    def press_to(self, name):
        """A button that sends the form."""
        self.open(name, role="button")

    def _leave(self):
        with self.page.expect_navigation():
            self.press("Enter")

    def type(self, label, text, exact=True):
        field = self.reach(self.page.get_by_label(label, exact=exact).first)
        self.fields += 1
        self.letters += len(text)
        if field.input_value():
            self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def date(self, label, day):
        """Digits into the parts of the browser's calendar."""
        field = self.reach(self.page.get_by_label(label, exact=True).first)
        self.fields += 1
        self.letters += 8
        for order in ORDERS:
            for _ in range(3):
                self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(day.strftime(order))
            if field.input_value() == day.isoformat():
                return
        raise AssertionError(f"{self.page.url}: {field.input_value()} instead of {day}")

    def tick(self, label, exact=True):
        box = self.reach(self.page.get_by_role("checkbox", name=label, exact=exact).first)
        self.fields += 1
        self.press("Space")
        assert box.is_checked()

    def choose(self, label, exact=True):
        """One radio of its group: into the group by Tab, then by the arrows."""
        radio = self.page.get_by_role("radio", name=label, exact=exact).first
        group = radio.get_attribute("name")
        self.fields += 1
        inside = f"element => document.activeElement.name === {group!r}"
        for _ in range(TOO_FAR):
            if radio.evaluate(inside):
                break
            self.press("Tab")
        else:
            raise AssertionError(f"{self.page.url}: Tab does not lead to the choice « {label} »")
        if radio.evaluate(FOCUSED):
            self.press("Space")
        for _ in range(TOO_FAR):
            if radio.is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: the arrows do not lead to « {label} »")

    def pick(self, label, option):
        """An option of a list that unfolds, by its first letters."""
        field = self.reach(self.page.get_by_label(label, exact=True).first)
        self.fields += 1
        self.letters += len(option)
        self.page.keyboard.type(option)
        chosen = field.evaluate("select => select.selectedOptions[0].label")
        assert chosen.startswith(option), chosen

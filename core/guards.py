"""Guards that several applications put on their tables: what a form says in words, PostgreSQL holds."""

import pgtrigger

TODAY = "(now() AT TIME ZONE 'Europe/Paris')::date"


def not_in_the_future(*columns):
    """A day that has happened. The forms say it kindly, this holds it against whatever else writes."""
    conditions = " OR ".join(f"NEW.{column} > {TODAY}" for column in columns)
    return pgtrigger.Trigger(
        name="not_in_the_future",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),
        func=f"""
            IF {conditions} THEN
              RAISE check_violation USING MESSAGE = 'this day has not come yet';
            END IF;
            RETURN NEW;
        """,
    )


def no_overlap(name, table, owner, first, last, *, within=()):
    """The periods of one owner do not share a day; `last` empty goes on. The owner's row is locked: two at once wait.

    `within`: columns of which only the same values meet. GiST would need an extension that the embedded server does not
    have.
    """
    owner_table, owner_column = owner
    same = "".join(f" AND other.{column} = mine.{column}" for column in within)
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(owner_column, first, last, *within),
        timing=pgtrigger.Deferred,
        func=f"""
            PERFORM 1 FROM {owner_table} WHERE id = NEW.{owner_column} FOR UPDATE;
            IF EXISTS (
              SELECT 1 FROM {table} AS mine JOIN {table} AS other
              ON other.{owner_column} = mine.{owner_column} AND other.id <> mine.id{same}
              AND daterange(other.{first}, other.{last}, '[]') && daterange(mine.{first}, mine.{last}, '[]')
              WHERE mine.id = NEW.id
            ) THEN
              RAISE exclusion_violation USING MESSAGE = 'these periods overlap', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        """,
    )


def frozen(name, *, but=(), once="TRUE"):
    """A row that changes no more, but for some columns, and is never deleted; `once`: from when on, a condition."""
    free = ", ".join(f"'{column}'" for column in but)
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF ({once}) AND (TG_OP = 'DELETE' OR
               to_jsonb(NEW) - ARRAY[{free}]::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{free}]::text[]) THEN
              RAISE check_violation USING MESSAGE = 'this row changes no more', CONSTRAINT = '{name}';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


def unchanging(name, columns):
    """Columns that keep their first value. pgtrigger.ReadOnly asks them a look-up, which what is encrypted refuses."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF {changed} THEN
              RAISE check_violation USING MESSAGE = 'these columns change no more', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        """,
    )


def said(name, *columns):
    """Texts that are not left empty, encrypted or not: a reason, most often."""
    empty = " OR ".join(f"coalesce(NEW.{column}, '') = ''" for column in columns)
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),
        func=f"""
            IF {empty} THEN
              RAISE check_violation USING MESSAGE = 'a text is missing', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        """,
    )


def agrees(name, table, *columns, condition):
    """What a row points at goes with it; `condition`: of the row, `mine`."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),
        func=f"""
            IF EXISTS (SELECT 1 FROM {table} AS mine WHERE mine.id = NEW.id AND NOT ({condition})) THEN
              RAISE check_violation USING MESSAGE = 'this goes with something else', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        """,
    )


def inside(name, table, column, *, outer, first="starts_on", last="ends_on", where="TRUE", only=""):
    """A period lies inside that of the row that it belongs to, once the transaction ends; `where`: of what kind
    (`outer_row`) that one is; `only`: of which rows (`inner_row`) this is asked. The outer table holds the same with
    `contains`."""
    return _nested(name, "inner_row.id = NEW.id", table, column, outer, (first, last), where, only)


def contains(name, table, column, *, outer, first="starts_on", last="ends_on", where="TRUE", only=""):
    """The other side of `inside`: a row whose period moves still holds those of the rows that belong to it."""
    return _nested(name, "outer_row.id = NEW.id", table, column, outer, (first, last), where, only)


def _nested(name, mine, table, column, outer, days, where, only):
    first, last = days
    asked = f"{mine} AND {only}" if only else mine
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        func=f"""
            IF EXISTS (
              SELECT 1 FROM {table} AS inner_row JOIN {outer} AS outer_row ON outer_row.id = inner_row.{column}
              WHERE {asked} AND NOT (({where}) AND daterange(inner_row.{first}, inner_row.{last}, '[]')
                                    <@ daterange(outer_row.starts_on, outer_row.ends_on, '[]'))
            ) THEN
              RAISE check_violation USING MESSAGE = 'a period lies outside of another', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        """,
    )

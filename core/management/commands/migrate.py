import contextlib

from django.core.management.commands.migrate import Command as Migrate
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from core.database import as_owner, grant_application_role


class Command(Migrate):
    """Django's own, as the owner of the tables; then the application role gets its rights."""

    def handle(self, *args, **options):
        with as_owner():
            empty = not MigrationRecorder(connection).applied_migrations()
            with from_nothing() if empty else contextlib.nullcontext():
                super().handle(*args, **options)
            grant_application_role()


@contextlib.contextmanager
def from_nothing():
    """Of an empty database, three quarters of the time: Django renders the models around each one that comes, gets a
    constraint, an index or a trigger; none of these changes a field of them. It only goes forward here, so that what is
    added to a rendered model may be added in place."""
    theirs = ProjectState.add_model, ProjectState._append_option, AddTrigger.state_forwards
    ProjectState.add_model, ProjectState._append_option, AddTrigger.state_forwards = add_model, append, add_trigger
    try:
        yield
    finally:
        ProjectState.add_model, ProjectState._append_option, AddTrigger.state_forwards = theirs


def add_model(state, model_state):
    key = model_state.app_label, model_state.name_lower
    state.models[key] = model_state
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.apps.render_multiple([model_state])


def append(state, app_label, model_name, option, added):
    options = state.models[app_label, model_name].options
    options[option] = [*options.get(option, []), added]
    if "apps" in state.__dict__:
        described = state.apps.get_model(app_label, model_name)._meta
        setattr(described, option, [*getattr(described, option, []), added])


def add_trigger(operation, app_label, state):
    append(state, app_label, operation.model_name, "triggers", operation.trigger)

"""The plot of the whole system: what follows from what. Event → handlers, in the event's transaction."""

from __future__ import annotations

from lianfang.ledger.operations import Reactions
from lianfang.registry.lists import reactions as lists
from lianfang.registry.people import reactions as people
from lianfang.response.calls import reactions as calls
from lianfang.response.messages import reactions as messages
from lianfang.response.observation import reactions as observation
from lianfang.response.rounds import reactions as rounds
from lianfang.response.screening import reactions as screening
from lianfang.response.services import reactions as services
from lianfang.response.tips import reactions as tips
from lianfang.response.visits import reactions as visits

Reactions.table = {
    "ledger.order_given": [people.on_order],
    "ledger.order_ended": [people.on_order],
    "places.compound_changed": [people.on_compound_changed, screening.regroup],
    "people.linked": [lists.on_people_linked, screening.open_reports, screening.follow_registrations],
    "people.linking_failed": [lists.on_linking_failed],
    "screening.rule_set": [screening.open_reports],
    "people.merged": [
        messages.on_merged,
        calls.on_merged,
        screening.regroup,
        services.on_merged,
        observation.join_episodes,
    ],
    "people.unmerged": [screening.regroup, services.on_unmerged, observation.part_episodes],
    "people.split": [screening.regroup],
    "lists.undone": [screening.regroup],
    "lists.superseded": [screening.regroup],
    "forms.submitted": [visits.take_answers],
    "calls.answered": [
        visits.need_not_knock,
        observation.take_answers,
        services.on_answered,
        rounds.on_answered,
    ],
    "calls.refused": [screening.note_unreached, observation.note_unreached, rounds.on_refused],
    "calls.unreachable": [
        screening.note_unreached,
        visits.knock_instead,
        observation.note_unreached,
        rounds.on_unreachable,
    ],
    "calls.taken_back": [visits.need_not_knock, rounds.on_taken_back],
    "visits.recorded": [
        observation.take_visit,
        screening.take_visit,
        services.on_visited,
        tips.on_visited,
        rounds.on_visited,
    ],
    "visits.nobody_home": [screening.take_visit],
    "visits.check_answered": [screening.take_check],
    "visits.kept_apart": [observation.take_visit],
    "visits.settled": [screening.take_visit],
    "messages.received": [tips.on_received, observation.take_messages],
    "messages.tied": [observation.take_messages],
    "observation.alert_opened": [observation.follow_up],
    "observation.alert_acknowledged": [observation.call_off],
    "observation.alert_closed": [observation.call_off],
    "observation.released": [observation.spare_the_door],
    "observation.transferred": [observation.spare_the_door],
    "observation.moved_away": [observation.spare_the_door],
    "observation.deceased": [observation.spare_the_door],
    "observation.withdrawn": [observation.spare_the_door],
    "screening.confirmed": [visits.verified, observation.begin_confirmed, tips.on_verified],
    "screening.refuted": [visits.verified, tips.on_verified],
    "screening.days_over": [visits.verified, tips.on_verified],
    "screening.many_verified": [observation.begin_many_confirmed],
}

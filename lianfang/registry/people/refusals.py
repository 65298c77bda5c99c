"""What the people room refuses."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "people.reason_missing": (_("Say why: the reason is kept in the record."), 400),
        "people.not_revealed_to_this_role": (_("Full values are not shown to the role %(role)s."), 403),
        "people.nothing_held": (_("Nothing of this kind is known about this person."), 404),
        "people.not_decided_by_this_role": (_("The role %(role)s does not decide who is who."), 403),
        "people.verdict_unknown": (_("Choose: same person, different people, or later."), 400),
        "people.same_person_twice": (_("These are one person already."), 409),
        "people.merged_already": (
            _("One of the two has been merged into another person. Reload the page."),
            409,
        ),
        "people.merge_undone_already": (_("This merge has been undone already."), 409),
        "people.known_different": (
            _("These two were decided to be different people. Reopen that decision first."),
            409,
        ),
        "people.pair_decided": (_("This pair has been decided already, by %(name)s."), 409),
        "people.pair_is_open": (_("This pair is still open."), 409),
        "people.only_mention": (
            _("This is the only thing said about this person; there is nothing to take out."),
            409,
        ),
        "people.too_many_rows": (
            _("This would export %(count)s rows in full; at most %(limit)s. Filter first."),
            409,
        ),
    }
)

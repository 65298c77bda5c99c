"""What the accounts room refuses."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "accounts.not_a_manager": (_("Accounts are managed by the commander and the data officer."), 403),
        "accounts.own_account": _(
            "Not on your own account: ask a colleague, so that nobody locks himself out."
        ),
        "accounts.last_data_officer": _(
            "This is the last data officer. Give the post to somebody else first."
        ),
        "accounts.username_taken": (_("The user name %(username)s is taken already."), 400),
        "accounts.no_such_role": (_("There is no such role for staff."), 400),
        "accounts.role_not_held": (_("You do not hold this role."), 403),
        "accounts.committee_missing": (_("Choose the committee this post works for."), 400),
        "accounts.stair_missing": (_("Choose the stair this leader looks after."), 400),
        "accounts.post_held": _("This post is held by this person already."),
        "accounts.post_ended": _("This post has ended already."),
        "accounts.has_left": _("This account is closed. Reopen it first."),
        "accounts.not_closed": _("This account is open already."),
        "accounts.not_frozen": _("This account is not frozen."),
        "accounts.reason_missing": (_("Say why: the reason is kept in the record."), 400),
        "accounts.may_not_invite": (_("Your role does not give links to residents."), 403),
        "accounts.link_over": (
            _(
                "This link is no longer valid: it was used, has expired or was withdrawn. "
                "Ask your committee for a new one."
            ),
            410,
        ),
    }
)

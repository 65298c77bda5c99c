import lianfang.registry.accounts.models
from django.db import migrations, models

from lianfang.registry.places.rules.sorting import sort_key


def sound_out(apps, schema_editor):
    """Accounts that stand already get their key."""
    User = apps.get_model("accounts", "User")
    rows = User.objects.using(schema_editor.connection.alias)
    for user in rows.only("id", "name"):
        rows.filter(pk=user.pk).update(sort_key=sort_key(user.name))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_slips'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='sort_key',
            field=lianfang.registry.accounts.models.SoundField(blank=True, default='', editable=False, max_length=120),
            preserve_default=False,
        ),
        migrations.RunPython(sound_out, migrations.RunPython.noop, elidable=True),
        migrations.RemoveIndex(model_name='user', name='staff_by_name'),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(fields=['subdistrict', 'sort_key'], name='staff_by_name'),
        ),
    ]

"""Accounts in the admin: an e-mail address, a password, and whether the admin is open to it. Rights come from posts."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.actions import person as actions
from tracker.admin.access import SuperuserRights
from tracker.admin.record import ListAdmin
from tracker.models import User


class OneAddressForm(forms.ModelForm):
    def clean_email(self):
        email = self.cleaned_data["email"]
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(Q(email__iexact=email) | Q(emailaddress__email__iexact=email)).exists():
            raise forms.ValidationError(_("Another account has this e-mail address."))
        return email


class NewUserForm(OneAddressForm, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email"]


class UserForm(OneAddressForm, UserChangeForm):
    class Meta:
        model = User
        fields = ["email", "password", "is_active", "is_staff", "is_superuser"]


WHOSE = _("What an account may do follows from the posts of its person, to whom it is given on that person's page.")


@admin.register(User)
class UserAdmin(SuperuserRights, ListAdmin, DjangoUserAdmin):
    form = UserForm
    add_form = NewUserForm
    list_display = ["email", "person", "is_active", "is_staff", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    list_select_related = ["person"]
    date_hierarchy = "date_joined"
    ordering = ["email"]
    search_fields = ["email", "person__name"]
    filter_horizontal = []
    actions = ["drop_second_step"]
    readonly_fields = ["person", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "person"], "description": WHOSE}),
        (_("Entry"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]})]

    @admin.action(description=_("Take off the second step and passkeys"), permissions=["change"])
    def drop_second_step(self, request, queryset):
        for user in queryset:
            actions.drop_second_step(user=user)
            self.log_change(request, user, str(_("Took off the second step and passkeys.")))
        told = ngettext("%(n)d account signs in by its password alone.", "%(n)d accounts sign in by their passwords alone.", len(queryset))
        self.message_user(request, told % {"n": len(queryset)}, messages.SUCCESS)

    @admin.display(description=_("person"))
    def person(self, user):
        return getattr(user, "person", None)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        actions.vouch(user=obj)

"""What comes in and goes out about people."""

from marshmallow import Schema, fields, validate

from microtask.people.rules import ROLES


class ShownDepartment(Schema):
    """A department, as others see it."""

    slug = fields.String(required=True)
    name = fields.String(required=True)


class Me(Schema):
    """The caller."""

    id = fields.Integer(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    department = fields.Nested(ShownDepartment, required=True)
    roles = fields.List(fields.String(validate=validate.OneOf(ROLES)), required=True)

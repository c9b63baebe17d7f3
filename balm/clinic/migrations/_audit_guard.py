"""The triggers by which the database itself refuses to change or take out an entry of the audit log.

On SQLite, changing a column makes the whole table anew. A migration that does so to `clinic_clinic` or `clinic_audit` begins with
`RunPython(unguard, guard)` and ends with `RunPython(guard, unguard)`; without, it fails.
"""

from typing import Any

SQLITE = [
    """CREATE TRIGGER clinic_audit_no_update BEFORE UPDATE ON clinic_audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
    """CREATE TRIGGER clinic_audit_no_delete BEFORE DELETE ON clinic_audit
    WHEN EXISTS (SELECT 1 FROM clinic_clinic WHERE id = OLD.clinic_id)
    BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
    """CREATE TRIGGER clinic_audit_goes AFTER DELETE ON clinic_clinic
    BEGIN DELETE FROM clinic_audit WHERE clinic_id = OLD.id; END""",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS clinic_audit_no_update",
    "DROP TRIGGER IF EXISTS clinic_audit_no_delete",
    "DROP TRIGGER IF EXISTS clinic_audit_goes",
]
POSTGRESQL = [
    """CREATE FUNCTION clinic_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM clinic_clinic WHERE id = OLD.clinic_id) THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'the audit log is only added to' USING ERRCODE = 'insufficient_privilege';
    END $$""",
    """CREATE FUNCTION clinic_audit_goes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM clinic_audit WHERE clinic_id = OLD.id; RETURN NULL; END $$""",
    """CREATE TRIGGER clinic_audit_refuse BEFORE UPDATE OR DELETE ON clinic_audit
    FOR EACH ROW EXECUTE FUNCTION clinic_audit_refuse()""",
    "CREATE TRIGGER clinic_audit_goes AFTER DELETE ON clinic_clinic FOR EACH ROW EXECUTE FUNCTION clinic_audit_goes()",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER IF EXISTS clinic_audit_goes ON clinic_clinic",
    "DROP TRIGGER IF EXISTS clinic_audit_refuse ON clinic_audit",
    "DROP FUNCTION IF EXISTS clinic_audit_goes()",
    "DROP FUNCTION IF EXISTS clinic_audit_refuse()",
]


def guard(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unguard(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)

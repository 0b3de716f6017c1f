/** Reads JSON Schemas, within bounds that recursive schemas cannot exceed. */
export { isSchema, resolveReference, schemasIn } from "./resolve-reference.ts";
export { memberNames, type SchemaMember, schemaMembers } from "./schema-members.ts";

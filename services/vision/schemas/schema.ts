import { fragment, type Sql } from "errata/store";
import { z } from "zod";
import { inPage, isoTime, Name, type Page, Time, toPage } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import { vision } from "../contract.ts";
import type { NamedQuery } from "../http.ts";
import { FieldList } from "./fields.ts";

/** Body of `POST /v1/schemas` and `PUT /v1/schemas/{schemaId}`. */
export const NewSchema = z.strictObject({
  name: Name.describe("Name of the extraction schema."),
  fields: FieldList.describe("Fields to extract from each image. Each name can occur once."),
});

/** A row of the table of extraction schemas. */
export interface Schema {
  readonly id: string;
  readonly name: string;
  /** JSON of `Fields`. */
  readonly fields: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Finds an extraction schema of an account. @throws SCHEMA_NOT_FOUND */
export async function findSchema(sql: Sql, account: Account, schemaId: string): Promise<Schema> {
  const [schema] = await sql<Schema>`
    SELECT id, name, fields, created_at, updated_at FROM vision_schemas
    WHERE id = ${schemaId} AND account_id = ${account.id}`;
  if (schema === undefined) throw vision.error.SCHEMA_NOT_FOUND();
  return schema;
}

/** An extraction schema in responses. */
export const SchemaView = z
  .object({
    id: z.string().describe("Id of the extraction schema."),
    ...NewSchema.shape,
    createdAt: Time.describe("When the extraction schema was created."),
    updatedAt: Time.describe("When the extraction schema was last replaced."),
  })
  .meta({ title: "ExtractionSchema" });

/** An extraction schema in responses. */
export type SchemaView = z.output<typeof SchemaView>;

/** Converts an extraction schema to its form in responses. */
export function toWire({ id, name, fields, created_at, updated_at }: Schema): SchemaView {
  return { id, name, fields: JSON.parse(fields), createdAt: isoTime(created_at), updatedAt: isoTime(updated_at) };
}

/** Lists the schemas of an account, newest first. */
export async function listSchemas(
  sql: Sql,
  account: Account,
  { limit, name, ...page }: z.output<typeof NamedQuery>,
): Promise<Page<SchemaView>> {
  const ofName = name === undefined ? fragment`` : fragment`AND name = ${name}`;
  const rows = await sql<Schema>`
    SELECT id, name, fields, created_at, updated_at FROM vision_schemas
    WHERE account_id = ${account.id} ${ofName} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, toWire);
}

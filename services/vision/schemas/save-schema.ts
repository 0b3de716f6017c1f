import type { z } from "zod";
import { newId } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { type NewSchema, type SchemaView, toWire } from "./schema.ts";

type Input = z.output<typeof NewSchema>;

/** Creates an extraction schema. @param finish runs last in the transaction @returns what `finish` returns */
export async function createSchema<Result>(
  { store, clock }: Backend,
  account: Account,
  input: Input,
  finish: Finish<SchemaView, Result>,
): Promise<Result> {
  const now = clock();
  const row = { id: newId("sch"), name: input.name, fields: JSON.stringify(input.fields) };
  return await store.transaction(
    async (sql) => {
      await sql`
        INSERT INTO vision_schemas (id, account_id, name, fields, created_at, updated_at)
        VALUES (${row.id}, ${account.id}, ${row.name}, ${row.fields}, ${now}, ${now})`;
      return await finish(sql, toWire({ ...row, created_at: now, updated_at: now }), { subject: row.id });
    },
    { sqlOnly: true },
  );
}

/** Replaces an extraction schema. @throws SCHEMA_NOT_FOUND */
export async function replaceSchema(
  { store, clock }: Backend,
  account: Account,
  schemaId: string,
  { name, fields }: Input,
): Promise<SchemaView> {
  const [row] = await store.sql<Parameters<typeof toWire>[0]>`
    UPDATE vision_schemas SET name = ${name}, fields = ${JSON.stringify(fields)}, updated_at = ${clock()}
    WHERE id = ${schemaId} AND account_id = ${account.id}
    RETURNING id, name, fields, created_at, updated_at`;
  if (row === undefined) throw vision.error.SCHEMA_NOT_FOUND();
  return toWire(row);
}

/** Deletes an extraction schema and the response to its creation. @throws SCHEMA_NOT_FOUND */
export async function deleteSchema({ store, idempotency }: Backend, account: Account, schemaId: string): Promise<void> {
  await store.transaction(
    async (sql) => {
      const deleted = await sql`
        DELETE FROM vision_schemas WHERE id = ${schemaId} AND account_id = ${account.id} RETURNING id`;
      if (deleted.length === 0) throw vision.error.SCHEMA_NOT_FOUND();
      await idempotency.records.forget(sql, account.id, schemaId);
    },
    { sqlOnly: true },
  );
}

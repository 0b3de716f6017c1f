import type { ApiError } from "errata";
import type { Sql, TransactionSql } from "errata/store";
import { z } from "zod";
import { explainConflict, Id, Name, newId } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { JsonObject } from "../fields.ts";
import { boundedPlaceholders } from "./bounded-placeholders.ts";
import { type Design, type DesignVersion, type DesignView, findDesign, viewDesign } from "./design.ts";
import { PageDescription } from "./page-description.ts";
import { requireDeclared, requireSchema } from "./variables-schema.ts";

/** Body of `POST /v1/designs` and `PUT /v1/designs/{designId}`: a complete design. */
export const NewDesign = z.strictObject({
  name: Name.describe("Name of the design, unique in the workspace."),
  externalId: Id.optional().describe("Id of the design in your system, unique in the workspace."),
  page: boundedPlaceholders(PageDescription, pdf.limits.designPlaceholders).describe(
    `What the pages show, with at most ${pdf.limits.designPlaceholders} placeholders.`,
  ),
  variables: JsonObject.describe(
    "JSON Schema of the variables, with at most 1,000 properties. Every variable that the page uses must be declared.",
  ),
});

type Input = z.output<typeof NewDesign>;

/**
 * Creates a design.
 *
 * @param finish runs last in the transaction that inserts the design
 * @param designId @default a new id
 * @returns what `finish` returns
 * @throws INVALID_INPUT, RATE_LIMITED; ALREADY_EXISTS if the name is taken; DUPLICATE_ENTRY if only the database's
 * constraint finds that the name or the `externalId` is taken
 */
export async function createDesign<Result>(
  backend: Backend,
  workspaceId: string,
  input: Input,
  finish: Finish<DesignView, Result>,
  designId: string = newId("dsn"),
): Promise<Result> {
  const now = backend.clock();
  const design = toRow(designId, input, { version: 1, created_at: now, updated_at: now });
  await checkDesign(backend, workspaceId, input, design);
  await requireFreeName(backend.store.sql, workspaceId, input.name, "");
  const create = async (sql: TransactionSql): Promise<Result> => {
    await sql`
        INSERT INTO pdf_designs (id, workspace_id, external_id, name, name_key, version, created_at, updated_at)
        VALUES (${design.id}, ${workspaceId}, ${design.external_id}, ${design.name}, ${nameKey(design.name)}, 1, ${now}, ${now})`;
    await insertVersion(sql, design);
    return await finish(sql, viewDesign(design), { subject: design.id });
  };
  return await explainConflict(
    () => backend.store.transaction(create, { sqlOnly: true }),
    () => duplicateOf(backend.store.sql, workspaceId, design),
  );
}

/** Adds a version to a design. Existing documents keep the version that they were made from. @throws as `createDesign`; DESIGN_NOT_FOUND */
export async function replaceDesign(
  backend: Backend,
  workspaceId: string,
  designId: string,
  input: Input,
): Promise<DesignView> {
  const now = backend.clock();
  const draft = toRow(designId, input, { version: 0, created_at: 0, updated_at: now });
  await checkDesign(backend, workspaceId, input, draft);
  await findDesign(backend.store.sql, workspaceId, designId);
  await requireFreeName(backend.store.sql, workspaceId, input.name, designId);
  const replace = async (sql: TransactionSql): Promise<DesignView> => {
    const [row] = await sql<{ version: number; created_at: number }>`
        UPDATE pdf_designs SET name = ${input.name}, name_key = ${nameKey(input.name)}, updated_at = ${now},
          external_id = ${input.externalId ?? null}, version = version + 1
        WHERE id = ${designId} AND workspace_id = ${workspaceId} RETURNING version, created_at`;
    if (row === undefined) throw pdf.error.DESIGN_NOT_FOUND();
    const design = { ...draft, ...row };
    await insertVersion(sql, design);
    return viewDesign(design);
  };
  return await explainConflict(
    () => backend.store.transaction(replace, { sqlOnly: true }),
    () => duplicateOf(backend.store.sql, workspaceId, draft),
  );
}

/** Deletes a design, its versions, and the response to its creation. Its documents stay. @throws DESIGN_NOT_FOUND */
export async function deleteDesign(
  { store, idempotency }: Backend,
  workspaceId: string,
  designId: string,
): Promise<void> {
  await store.transaction(
    async (sql) => {
      const deleted = await sql`
        DELETE FROM pdf_designs WHERE id = ${designId} AND workspace_id = ${workspaceId} RETURNING id`;
      if (deleted.length === 0) throw pdf.error.DESIGN_NOT_FOUND();
      await idempotency.records.forget(sql, workspaceId, designId);
    },
    { sqlOnly: true },
  );
}

/** The cheap checks come first. */
async function checkDesign(
  { renderer }: Backend,
  workspaceId: string,
  input: Input,
  { page, variables }: DesignVersion,
): Promise<void> {
  requireSchema(input.variables);
  requireDeclared(input.page, input.variables);
  await renderer.checkDesign(workspaceId, { page, schema: variables });
}

/** Two simultaneous requests can both find the name free; the unique constraint rejects the second. */
async function requireFreeName(sql: Sql, workspaceId: string, name: string, except: string): Promise<void> {
  const [other] = await sql<{ id: string }>`
    SELECT id FROM pdf_designs
    WHERE workspace_id = ${workspaceId} AND name_key = ${nameKey(name)} AND id <> ${except}`;
  if (other !== undefined) throw pdf.error.ALREADY_EXISTS({ field: "name", existingId: other.id });
}

/** Returns the error for another design with the same name or `externalId`. */
async function duplicateOf(sql: Sql, workspaceId: string, design: DesignVersion): Promise<ApiError | undefined> {
  const key = nameKey(design.name);
  const [other] = await sql<{ id: string; name_key: string }>`
    SELECT id, name_key FROM pdf_designs
    WHERE workspace_id = ${workspaceId} AND id <> ${design.id} AND (name_key = ${key} OR external_id = ${design.external_id})`;
  if (other === undefined) return undefined;
  return pdf.error.DUPLICATE_ENTRY({ field: other.name_key === key ? "name" : "externalId", existingId: other.id });
}

function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function toRow(
  id: string,
  { name, externalId, page, variables }: Input,
  times: Pick<Design, "version" | "created_at" | "updated_at">,
): DesignVersion {
  return {
    id,
    external_id: externalId ?? null,
    name,
    ...times,
    page: JSON.stringify(page),
    variables: JSON.stringify(variables),
  };
}

async function insertVersion(sql: Sql, { id, version, page, variables, updated_at }: DesignVersion): Promise<void> {
  await sql`
    INSERT INTO pdf_design_versions (design_id, version, page, variables, created_at)
    VALUES (${id}, ${version}, ${page}, ${variables}, ${updated_at})`;
}

import type { Sql } from "errata/store";
import { z } from "zod";
import { Id, Name, newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { requireDeclared } from "./declared-paths.ts";
import { type Design, type DesignVersion, type DesignView, findDesign, viewDesign } from "./design.ts";
import { PageDescription } from "./page-description.ts";
import { requireDrawable } from "./require-drawable.ts";
import { Variables } from "./variables.ts";
import { requireSchema } from "./variables-schema.ts";

/** Body of `POST /v1/designs` and of `PUT /v1/designs/{designId}`: a design as a whole. */
export const NewDesign = z.strictObject({
  name: Name,
  /** The caller's own id of it. */
  externalId: Id.optional(),
  page: PageDescription,
  /** JSON Schema of the variables. */
  variables: Variables,
});

type Input = z.output<typeof NewDesign>;

/**
 * Creates a design.
 *
 * @throws INVALID_INPUT; ALREADY_EXISTS when a look finds the name; DUPLICATE_ENTRY when the database finds it, or the `externalId`
 */
export async function createDesign(backend: Backend, workspaceId: string, input: Input): Promise<DesignView> {
  await checkDesign(input);
  await refuseTakenName(backend.store.sql, workspaceId, input.name, "");
  const now = backend.clock();
  const design = rowOf(newId("dsn"), input, { version: 1, created_at: now, updated_at: now });
  await backend.store.transaction(
    async (sql) => {
      await sql`
        INSERT INTO pdf_designs (id, workspace_id, external_id, name, name_key, version, created_at, updated_at)
        VALUES (${design.id}, ${workspaceId}, ${design.external_id}, ${design.name}, ${nameKey(design.name)}, 1, ${now}, ${now})`;
      await insertVersion(sql, design);
    },
    { sqlOnly: true },
  );
  return viewDesign(design);
}

/** Gives a design its next version; documents keep to the one that they were made of. @throws as `createDesign`, DESIGN_NOT_FOUND */
export async function replaceDesign(
  backend: Backend,
  workspaceId: string,
  designId: string,
  input: Input,
): Promise<DesignView> {
  await checkDesign(input);
  await findDesign(backend.store.sql, workspaceId, designId);
  await refuseTakenName(backend.store.sql, workspaceId, input.name, designId);
  const now = backend.clock();
  return await backend.store.transaction(
    async (sql) => {
      const [row] = await sql<{ version: number; created_at: number }>`
        UPDATE pdf_designs SET name = ${input.name}, name_key = ${nameKey(input.name)}, updated_at = ${now},
          external_id = ${input.externalId ?? null}, version = version + 1
        WHERE id = ${designId} AND workspace_id = ${workspaceId} RETURNING version, created_at`;
      if (row === undefined) throw pdf.error.DESIGN_NOT_FOUND();
      const design = rowOf(designId, input, { ...row, updated_at: now });
      await insertVersion(sql, design);
      return viewDesign(design);
    },
    { sqlOnly: true },
  );
}

/** Deletes a design and its versions; the documents stay. @throws DESIGN_NOT_FOUND */
export async function deleteDesign({ store }: Backend, workspaceId: string, designId: string): Promise<void> {
  const deleted = await store.sql`
    DELETE FROM pdf_designs WHERE id = ${designId} AND workspace_id = ${workspaceId} RETURNING id`;
  if (deleted.length === 0) throw pdf.error.DESIGN_NOT_FOUND();
}

async function checkDesign({ page, variables }: Input): Promise<void> {
  requireSchema(variables);
  requireDeclared(page, variables);
  await requireDrawable(page);
}

/** Two simultaneous requests can both find the name free: the unique constraint decides between them. */
async function refuseTakenName(sql: Sql, workspaceId: string, name: string, except: string): Promise<void> {
  const [other] = await sql`
    SELECT 1 AS x FROM pdf_designs
    WHERE workspace_id = ${workspaceId} AND name_key = ${nameKey(name)} AND id <> ${except}`;
  if (other !== undefined) throw pdf.error.ALREADY_EXISTS({ field: "name" });
}

function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function rowOf(
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

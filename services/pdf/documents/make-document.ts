import { createHash } from "node:crypto";
import type { TransactionSql } from "errata/store";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { PageDescription } from "../designs/page-description.ts";
import { checkVariables } from "../designs/variables-schema.ts";
import { discardObject } from "../objects/discard-object.ts";
import { objectKey } from "../objects/object-store.ts";
import { compose } from "../render/compose.ts";
import { costOf } from "../workspaces/plans.ts";
import type { Workspace } from "../workspaces/workspace.ts";
import type { Document } from "./document.ts";

/** One document to be made. */
export interface Order {
  readonly workspace: Workspace;
  readonly design: DesignSnapshot;
  readonly variables: unknown;
  readonly fileName: string;
  /** Ends the work when nobody waits for it any more. */
  readonly signal?: AbortSignal;
  /** Writes what else becomes true, in the transaction that charges the document. */
  readonly record?: (sql: TransactionSql, document: Document) => Promise<void>;
}

/** A version of a design as a document is made of it; description and schema are JSON. */
export interface DesignSnapshot {
  readonly id: string;
  readonly version: number;
  readonly page: string;
  readonly variables: string;
}

/**
 * Makes a document: draws it, holds what it costs, stores it, and charges in the transaction of its row. Whatever fails
 * on the way, nothing is charged and nothing is kept.
 *
 * @throws MISSING_REQUIRED_FIELD, VALIDATION_ERROR, INVALID_INPUT for the variables; INSUFFICIENT_CREDITS, S3_ERROR
 */
export async function makeDocument(backend: Backend, order: Order): Promise<Document> {
  const { workspace, design, variables, fileName, signal } = order;
  checkVariables(design.variables, variables);
  const createdAt = backend.clock();
  const description = JSON.parse(design.page) as PageDescription;
  const composed = await compose(description, variables, { title: fileName, createdAt: new Date(createdAt) }, signal);
  const credits = costOf(workspace.plan, composed.pages);
  const id = newId("doc");
  const key = objectKey(workspace.id, id);
  const move = { isUnderWay: false };
  return await backend.credits
    .chargeFor(
      { account: workspace.id, amount: credits },
      {
        async prepare() {
          const content = await composed.save();
          await storeObject(backend, key, content, move, signal);
          const sha256 = createHash("sha256").update(content).digest("hex");
          return { bytes: content.byteLength, sha256 };
        },
        sqlOnly: true,
        async effect(sql, file) {
          signal?.throwIfAborted();
          const document: Document = {
            id,
            design_id: design.id,
            design_version: design.version,
            file_name: fileName,
            pages: composed.pages,
            ...file,
            credits,
            created_at: createdAt,
          };
          await insertDocument(sql, workspace.id, document);
          await endMove(sql, key);
          await order.record?.(sql, document);
          return document;
        },
      },
    )
    .catch(async (error: unknown) => {
      await discardObject(backend, key, !move.isUnderWay);
      throw error;
    });
}

/** Notes the object before it moves: the note is what leads the sweep to it. @param move stays under way when it failed */
async function storeObject(
  backend: Backend,
  key: string,
  content: Uint8Array,
  move: { isUnderWay: boolean },
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  await backend.store.sql`
    INSERT INTO pdf_object_moves (object_key, started_at) VALUES (${key}, ${backend.clock()})`;
  move.isUnderWay = true;
  await backend.objects.put(key, content, signal);
  move.isUnderWay = false;
}

async function endMove(sql: TransactionSql, key: string): Promise<void> {
  const ended = await sql`DELETE FROM pdf_object_moves WHERE object_key = ${key} RETURNING object_key`;
  if (ended.length === 0) throw new Error(`${key} was swept away before its document was written`);
}

async function insertDocument(sql: TransactionSql, workspaceId: string, row: Document): Promise<void> {
  await sql`
    INSERT INTO pdf_documents
      (id, workspace_id, design_id, design_version, file_name, pages, bytes, sha256, credits, created_at)
    VALUES (${row.id}, ${workspaceId}, ${row.design_id}, ${row.design_version}, ${row.file_name}, ${row.pages},
      ${row.bytes}, ${row.sha256}, ${row.credits}, ${row.created_at})`;
}

import type { TransactionSql } from "errata/store";
import { withNewFile } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { DocumentOptions } from "../designs/page-description.ts";
import type { RenderedDocument } from "../render/render-document.ts";
import type { RenderRequest } from "../render/renderer.ts";
import { costOf } from "../workspaces/plans.ts";
import type { Workspace } from "../workspaces/workspace.ts";
import type { Document } from "./document.ts";

/** A document to generate. */
export interface Generation<Result> {
  readonly workspace: Workspace;
  readonly design: DesignSnapshot;
  /** The variables as JSON. */
  readonly variables: string;
  readonly fileName: string;
  /** Id of the document in the caller's system. @default none */
  readonly externalId?: string | undefined;
  /** Replaces members of the design. */
  readonly options: DocumentOptions;
  /** Cancels the work. @default never */
  readonly signal?: AbortSignal;
  /** Runs last in the transaction that charges the document. */
  readonly onGenerated: (sql: TransactionSql, document: Document) => Promise<Result>;
}

/** The version of a design that a document is made from; page description and schema are JSON. */
export interface DesignSnapshot {
  readonly id: string;
  readonly version: number;
  readonly page: string;
  readonly variables: string;
}

/** The least that a document costs: one page, or one document. */
const leastCredits = 1;

/**
 * Generates a document: reserves the least that it can cost, renders it, reserves its price, stores it, and charges it in the transaction that inserts its
 * row. If any step fails, nothing is charged and nothing is kept.
 *
 * @returns what `onGenerated` returns
 * @throws MISSING_REQUIRED_FIELD, VALIDATION_ERROR, INVALID_INPUT for the variables; RATE_LIMITED, INSUFFICIENT_CREDITS,
 * S3_ERROR
 */
export async function generateDocument<Result>(backend: Backend, generation: Generation<Result>): Promise<Result> {
  const { workspace, design, variables, fileName, externalId = null, options, signal, onGenerated } = generation;
  const createdAt = backend.clock();
  const input = { page: design.page, schema: design.variables, variables, title: fileName, createdAt, options };
  const { pages, content, sha256 } = await renderPaid(backend, workspace.id, input, signal);
  const document: Document = {
    id: newId("doc"),
    design_id: design.id,
    design_version: design.version,
    file_name: fileName,
    external_id: externalId,
    pages,
    bytes: content.byteLength,
    sha256,
    credits: costOf(workspace.plan, pages),
    created_at: createdAt,
  };
  return await withNewFile(backend, document.id, (move) =>
    backend.credits.chargeFor(
      { account: workspace.id, amount: document.credits, idempotencyKey: document.id },
      {
        prepare: () => move.write(content, signal),
        sqlOnly: true,
        async effect(sql) {
          signal?.throwIfAborted();
          await insertDocument(sql, workspace.id, document);
          await move.end(sql);
          return await onGenerated(sql, document);
        },
      },
    ),
  );
}

/**
 * Renders a document while its first credit is reserved, so that a workspace without credits cannot have documents rendered.
 * The number of pages, and so the price, is known only afterwards.
 */
async function renderPaid(
  { credits, renderer }: Backend,
  account: string,
  input: RenderRequest,
  signal: AbortSignal | undefined,
): Promise<RenderedDocument> {
  const reservation = await credits.reserve({ account, amount: leastCredits }).catch(async (error: unknown) => {
    // Problems of the variables are reported first, which takes much less time than rendering.
    await renderer.validate(account, input, signal);
    throw error;
  });
  try {
    return await renderer.render(account, input, signal);
  } finally {
    // If this fails, the reservation expires.
    await reservation.release().catch(() => undefined);
  }
}

async function insertDocument(sql: TransactionSql, workspaceId: string, row: Document): Promise<void> {
  await sql`
    INSERT INTO pdf_documents
      (id, workspace_id, design_id, design_version, file_name, external_id, pages, bytes, sha256, credits, created_at)
    VALUES (${row.id}, ${workspaceId}, ${row.design_id}, ${row.design_version}, ${row.file_name},
      ${row.external_id}, ${row.pages},
      ${row.bytes}, ${row.sha256}, ${row.credits}, ${row.created_at})`;
}

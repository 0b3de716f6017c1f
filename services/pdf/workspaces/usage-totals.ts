import type { Migrations } from "errata/store";
import { keepTotals, monthOf } from "../../shared/totals/index.ts";

const names = ["documents", "deleted", "stored_bytes", "pages", "credits"];
const sums = names.map((name) => `${name} = pdf_usage.${name} + excluded.${name}`).join(", ");

/** The step of the migrations that counts the documents of a workspace by month. */
export const usageTotals: Migrations["steps"][number] = [
  `CREATE TABLE pdf_usage (
    workspace_id TEXT NOT NULL,
    month TEXT NOT NULL,
    documents BIGINT NOT NULL,
    deleted BIGINT NOT NULL,
    stored_bytes BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    credits BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, month)
  )`,
  ...keepTotals({
    ...{ name: "pdf_documents_inserted", table: "pdf_documents", event: "INSERT" },
    statements: (engine) => [
      `INSERT INTO pdf_usage (workspace_id, month, ${names.join(", ")})
        VALUES (NEW.workspace_id, ${monthOf("NEW.created_at", engine)}, 1, 0, NEW.bytes, NEW.pages, NEW.credits)
        ON CONFLICT (workspace_id, month) DO UPDATE SET ${sums}`,
    ],
  }),
  // The pages and the cost of a deleted document remain.
  ...keepTotals({
    ...{ name: "pdf_documents_deleted", table: "pdf_documents", event: "DELETE" },
    statements: (engine) => [
      `UPDATE pdf_usage SET deleted = deleted + 1, stored_bytes = stored_bytes - OLD.bytes
        WHERE workspace_id = OLD.workspace_id AND month = ${monthOf("OLD.created_at", engine)}`,
    ],
  }),
  ...(["sqlite", "postgres"] as const).map((engine) => ({
    ...{ sqlite: "", postgres: "" },
    [engine]: `INSERT INTO pdf_usage (workspace_id, month, ${names.join(", ")})
      SELECT workspace_id, month, COUNT(*), SUM(deleted), SUM(bytes), SUM(pages), SUM(credits) FROM (
        SELECT workspace_id, ${monthOf("created_at", engine)} AS month, 0 AS deleted, bytes, pages, credits
        FROM pdf_documents
        UNION ALL
        SELECT workspace_id, ${monthOf("created_at", engine)} AS month, 1 AS deleted, 0 AS bytes, pages, credits
        FROM pdf_deleted_documents
      ) AS generated GROUP BY workspace_id, month`,
  })),
];

import { idempotencyRecords } from "errata/store";
import { listDesigns } from "../../services/pdf/designs/list-designs.ts";
import { listDocuments } from "../../services/pdf/documents/list-documents.ts";
import { listJobs } from "../../services/pdf/jobs/list-jobs.ts";
import { pdfMigrations } from "../../services/pdf/migrations.ts";
import { purgesOf } from "../../services/pdf/retention.ts";
import { listMembers } from "../../services/pdf/workspaces/members.ts";
import { readUsage } from "../../services/pdf/workspaces/usage.ts";
import { readRetention } from "../../services/shared/retention/index.ts";
import { pages } from "./pages.ts";
import { purging, type Subject, start } from "./subject.ts";

const at = `${start} + n`;

/** Documents, jobs, designs and members of one workspace. */
export const pdf: Subject = {
  migrations: pdfMigrations,
  rows: [
    {
      isOne: true,
      into: "pdf_workspaces (id, name, plan, subscription, created_at)",
      values: "'big', 'Big', 'pro', 'active', 0",
    },
    {
      into: "pdf_members (id, workspace_id, email, email_key, name, role, password_hash, created_at)",
      values: `'mem_' || n, 'big', 'a' || n, 'a' || n, 'N', CASE WHEN n <= 25 THEN 'admin' ELSE 'viewer' END, 'x', ${at}`,
    },
    {
      into: "pdf_designs (id, workspace_id, external_id, name, name_key, version, created_at, updated_at)",
      values: `'dsn_' || n, 'big', 'e' || n, 'n' || n, 'n' || n, 1, ${at}, ${at}`,
    },
    {
      into: "pdf_documents (id, workspace_id, design_id, design_version, file_name, external_id, pages, bytes, sha256, credits, created_at)",
      values: `'doc_' || n, 'big', CASE WHEN n <= 25 THEN 'dsn_2' ELSE 'dsn_1' END, 1, 'a.pdf', CASE WHEN n <= 25 THEN 'x7' ELSE 'x' || n END, 1, 10, 'x', 1, ${at}`,
    },
    {
      into: "pdf_jobs (id, workspace_id, design_id, design_version, page, variables, total, created_at, pending)",
      values: `'job_' || n, 'big', CASE WHEN n <= 25 THEN 'dsn_2' ELSE 'dsn_1' END, 1, '{}', '{}', 1, ${at},
        CASE WHEN n <= 25 THEN 1 ELSE 0 END`,
    },
    {
      into: "pdf_job_items (job_id, position, file_name, variables, state)",
      values: "'job_' || n, 0, 'a.pdf', '{}', CASE WHEN n <= 25 THEN 'pending' ELSE 'failed' END",
    },
  ],
  after: [
    `INSERT INTO pdf_usage (workspace_id, month, documents, deleted, stored_bytes, pages, credits)
      SELECT 'big', '2023-11', COUNT(*), 0, SUM(bytes), SUM(pages), SUM(credits) FROM pdf_documents`,
  ],
  operations(store, count) {
    const idempotency = { records: idempotencyRecords() };
    const backend = { store, clock: Date.now, idempotency, jobQueue: {}, creditLedger: {} } as never;
    return [
      ...pages(count, "documents", (query) => listDocuments(backend, "big", query), {
        designId: "dsn_2",
        externalId: "x7",
      }),
      ...pages(count, "jobs", (query) => listJobs(backend, "big", query), { state: "running", designId: "dsn_2" }),
      ...pages(count, "designs", (query) => listDesigns(backend, "big", query), { externalId: "e7" }),
      ...pages(count, "members", (query) => listMembers(backend, "big", query), { role: "admin", email: "a7" }),
      ...purgesOf(backend, readRetention({ ERRATA_KEEP_DOCUMENT_JOBS_DAYS: "1" }))
        .filter(({ data }) => data === "finished jobs")
        .map(purging),
      { name: "usage", run: () => readUsage(backend, "big", { month: "2023-11" }) },
      {
        name: "store a document (its row)",
        run: (round) => store.sql`
          INSERT INTO pdf_documents
            (id, workspace_id, design_id, design_version, file_name, pages, bytes, sha256, credits, created_at)
          VALUES (${`new_${round}`}, 'big', 'dsn_1', 1, 'a.pdf', 1, 10, 'x', 1, ${Date.now()})`,
      },
      {
        name: "delete a document (its row)",
        run: (round) => store.sql`DELETE FROM pdf_documents WHERE id = ${`new_${round}`}`,
      },
      {
        name: "finish a document of a job",
        run: (round) => store.sql`
          UPDATE pdf_job_items SET state = 'done' WHERE job_id = ${`job_${round + 1}`} AND position = 0`,
      },
    ];
  },
};

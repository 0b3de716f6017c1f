import { balanceMigrations, idempotencyMigrations, keyMigrations, type Migrations, reportChanges } from "errata/store";
import { fileMigrations } from "../shared/files/index.ts";
import { queueMigrations } from "../shared/queue/index.ts";
import { pendingTotals } from "./jobs/pending-totals.ts";
import { usageTotals } from "./workspaces/usage-totals.ts";

/** Tables of the service. Times are in epoch milliseconds; page descriptions, schemas and variables are JSON. */
const pdfTables: Migrations = {
  component: "pdf",
  steps: [
    [
      `CREATE TABLE pdf_workspaces (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        plan TEXT NOT NULL,
        subscription TEXT NOT NULL CHECK (subscription IN ('active', 'past_due', 'unpaid')),
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE pdf_members (
        id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES pdf_workspaces (id),
        email TEXT NOT NULL,
        email_key TEXT NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'editor', 'viewer')),
        password_hash TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        removed_at BIGINT
      )`,
      // The address of a removed member is free. The boundary maps the index by the name that a constraint would have.
      `CREATE UNIQUE INDEX pdf_members_workspace_id_email_key_key ON pdf_members (workspace_id, email_key)
        WHERE removed_at IS NULL`,
      `CREATE TABLE pdf_signing_keys (
        id TEXT PRIMARY KEY,
        private_jwk TEXT NOT NULL,
        public_jwk TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE pdf_designs (
        id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES pdf_workspaces (id),
        external_id TEXT,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        UNIQUE (workspace_id, name_key),
        UNIQUE (workspace_id, external_id)
      )`,
      `CREATE INDEX pdf_designs_page ON pdf_designs (workspace_id, created_at, id)`,
      `CREATE TABLE pdf_design_versions (
        design_id TEXT NOT NULL REFERENCES pdf_designs (id) ON DELETE CASCADE,
        version BIGINT NOT NULL,
        page TEXT NOT NULL,
        variables TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (design_id, version)
      )`,
      // No reference to the design, because documents remain when it is deleted.
      `CREATE TABLE pdf_documents (
        id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES pdf_workspaces (id),
        design_id TEXT NOT NULL,
        design_version BIGINT NOT NULL,
        file_name TEXT NOT NULL,
        pages BIGINT NOT NULL,
        bytes BIGINT NOT NULL,
        sha256 TEXT NOT NULL,
        credits BIGINT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE INDEX pdf_documents_page ON pdf_documents (workspace_id, created_at, id)`,
      // Objects that are being stored or removed. A row remains only if its request failed.
      `CREATE TABLE pdf_object_moves (
        object_key TEXT PRIMARY KEY,
        started_at BIGINT NOT NULL
      )`,
      `CREATE TABLE pdf_jobs (
        id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES pdf_workspaces (id),
        design_id TEXT NOT NULL,
        design_version BIGINT NOT NULL,
        page TEXT NOT NULL,
        variables TEXT NOT NULL,
        total BIGINT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE pdf_job_items (
        job_id TEXT NOT NULL REFERENCES pdf_jobs (id),
        position BIGINT NOT NULL,
        file_name TEXT NOT NULL,
        variables TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
        document_id TEXT,
        error_code TEXT,
        error_message TEXT,
        PRIMARY KEY (job_id, position)
      )`,
    ],
    [
      // The cost of a deleted document, without its name and its content.
      `CREATE TABLE pdf_deleted_documents (
        id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES pdf_workspaces (id),
        pages BIGINT NOT NULL,
        credits BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT NOT NULL
      )`,
      `CREATE INDEX pdf_deleted_documents_month ON pdf_deleted_documents (workspace_id, created_at)`,
    ],
    // Members of the design that the document replaces, as JSON.
    [`ALTER TABLE pdf_job_items ADD COLUMN options TEXT NOT NULL DEFAULT '{}'`],
    [
      `CREATE INDEX pdf_jobs_page ON pdf_jobs (workspace_id, created_at, id)`,
      `ALTER TABLE pdf_documents ADD COLUMN external_id TEXT`,
      `ALTER TABLE pdf_job_items ADD COLUMN external_id TEXT`,
    ],
    [`CREATE INDEX pdf_documents_external ON pdf_documents (workspace_id, external_id, created_at, id)`],
    // Personal data that older versions kept.
    [
      `UPDATE pdf_job_items SET variables = '{}' WHERE state = 'done'`,
      `UPDATE pdf_members SET email = '', email_key = '', name = '', password_hash = '' WHERE removed_at IS NOT NULL`,
    ],
    // Documents are files of `fileMigrations`.
    [`DROP TABLE pdf_object_moves`],
    [
      `CREATE INDEX pdf_documents_design ON pdf_documents (workspace_id, design_id, created_at, id)`,
      `CREATE INDEX pdf_members_page ON pdf_members (workspace_id, created_at, id) WHERE removed_at IS NULL`,
      `CREATE INDEX pdf_members_role ON pdf_members (workspace_id, role, created_at, id) WHERE removed_at IS NULL`,
      `CREATE INDEX pdf_deleted_documents_age ON pdf_deleted_documents (deleted_at)`,
    ],
    pendingTotals,
    usageTotals,
    reportChanges({
      table: "pdf_workspaces",
      columns: ["name", "plan", "subscription"],
      kind: "tenant",
      identifiedBy: "id",
    }),
  ],
};

/** Every table that the service needs. */
export const pdfMigrations: readonly Migrations[] = [
  balanceMigrations,
  keyMigrations,
  idempotencyMigrations,
  fileMigrations,
  queueMigrations,
  pdfTables,
];

import { balanceMigrations, idempotencyMigrations, keyMigrations, type Migrations, reportChanges } from "errata/store";
import { fileMigrations } from "../shared/files/index.ts";
import { usageTotals } from "./partners/usage-totals.ts";

/** Tables of the service. Times are in epoch milliseconds, costs in hundredths of a credit; flags are 0 or 1. */
const imagingTables: Migrations = {
  component: "imaging",
  steps: [
    [
      `CREATE TABLE imaging_partners (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        tier TEXT NOT NULL,
        trial_ends_at BIGINT,
        is_active BIGINT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE imaging_plans (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        cost BIGINT NOT NULL CHECK (cost >= 0),
        ai_lens_medical_cost BIGINT NOT NULL CHECK (ai_lens_medical_cost >= 0),
        quota_bytes BIGINT NOT NULL CHECK (quota_bytes >= 0),
        is_active BIGINT NOT NULL
      )`,
      `CREATE TABLE imaging_add_ons (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        cost BIGINT NOT NULL CHECK (cost >= 0)
      )`,
      `CREATE TABLE imaging_offers (
        partner_id TEXT NOT NULL REFERENCES imaging_partners (id),
        plan_id TEXT NOT NULL REFERENCES imaging_plans (id),
        PRIMARY KEY (partner_id, plan_id)
      )`,
      `CREATE TABLE imaging_pricing (
        partner_id TEXT NOT NULL REFERENCES imaging_partners (id),
        plan_id TEXT NOT NULL REFERENCES imaging_plans (id),
        is_enabled BIGINT NOT NULL,
        retail_price BIGINT CHECK (retail_price >= 0),
        currency TEXT,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (partner_id, plan_id)
      )`,
      `CREATE TABLE imaging_customers (
        id TEXT PRIMARY KEY,
        partner_id TEXT NOT NULL REFERENCES imaging_partners (id),
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'deleted')),
        plan_id TEXT NOT NULL REFERENCES imaging_plans (id),
        add_ons TEXT NOT NULL,
        has_ai_lens_medical BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
      )`,
      // The email address of a deleted customer can be used again.
      `CREATE UNIQUE INDEX imaging_customers_email ON imaging_customers (partner_id, email_key) WHERE state <> 'deleted'`,
      `CREATE INDEX imaging_customers_page ON imaging_customers (partner_id, created_at, id)`,
      `CREATE TABLE imaging_users (
        id TEXT PRIMARY KEY,
        customer_id TEXT NOT NULL REFERENCES imaging_customers (id),
        name TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE INDEX imaging_users_customer ON imaging_users (customer_id, created_at)`,
      `CREATE TABLE imaging_studies (
        id TEXT PRIMARY KEY,
        customer_id TEXT NOT NULL REFERENCES imaging_customers (id),
        study_uid TEXT NOT NULL,
        description TEXT,
        modality TEXT,
        study_date TEXT,
        created_at BIGINT NOT NULL,
        indexed_at BIGINT,
        ai_lens TEXT,
        UNIQUE (customer_id, study_uid)
      )`,
      `CREATE INDEX imaging_studies_page ON imaging_studies (customer_id, created_at, id)`,
      `CREATE TABLE imaging_instances (
        id TEXT PRIMARY KEY,
        study_id TEXT NOT NULL REFERENCES imaging_studies (id),
        instance_uid TEXT NOT NULL,
        series_uid TEXT NOT NULL,
        bytes BIGINT NOT NULL,
        sha256 TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        UNIQUE (study_id, instance_uid)
      )`,
      `CREATE TABLE imaging_index_jobs (
        study_id TEXT PRIMARY KEY REFERENCES imaging_studies (id),
        revision BIGINT NOT NULL,
        run_at BIGINT NOT NULL,
        attempts BIGINT NOT NULL
      )`,
      `CREATE INDEX imaging_index_jobs_due ON imaging_index_jobs (run_at)`,
      `CREATE TABLE imaging_reports (
        id TEXT PRIMARY KEY,
        customer_id TEXT NOT NULL REFERENCES imaging_customers (id),
        study_id TEXT NOT NULL REFERENCES imaging_studies (id),
        file_name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        bytes BIGINT NOT NULL,
        sha256 TEXT NOT NULL,
        user_id TEXT REFERENCES imaging_users (id),
        created_at BIGINT NOT NULL
      )`,
      `CREATE INDEX imaging_reports_study ON imaging_reports (study_id, created_at, id)`,
    ],
    [
      `ALTER TABLE imaging_customers ADD COLUMN erased_at BIGINT`,
      `CREATE INDEX imaging_reports_page ON imaging_reports (customer_id, created_at, id)`,
      `CREATE INDEX imaging_instances_page ON imaging_instances (study_id, created_at, id)`,
      `CREATE INDEX imaging_customers_erasure ON imaging_customers (updated_at) WHERE state = 'deleted' AND erased_at IS NULL`,
      // The most that was paid for the plan and AI Lens medical, so that going back to an earlier plan costs nothing.
      `ALTER TABLE imaging_customers ADD COLUMN paid BIGINT NOT NULL DEFAULT 0`,
      `UPDATE imaging_customers SET paid = (
        SELECT cost + has_ai_lens_medical * ai_lens_medical_cost FROM imaging_plans WHERE imaging_plans.id = plan_id
      )`,
    ],
    // Reports refer to the user who uploaded them, so the row of a deleted user remains.
    [`ALTER TABLE imaging_users ADD COLUMN deleted_at BIGINT`],
    [
      `ALTER TABLE imaging_instances ADD COLUMN customer_id TEXT REFERENCES imaging_customers (id)`,
      // Instances of the customer that had the same UID when it did not have to be unique yet, counted from the first.
      `ALTER TABLE imaging_instances ADD COLUMN duplicate BIGINT NOT NULL DEFAULT 0`,
      `UPDATE imaging_instances SET customer_id = counted.customer_id, duplicate = counted.duplicate FROM (
        SELECT instance.id, study.customer_id, ROW_NUMBER() OVER (
          PARTITION BY study.customer_id, instance.instance_uid ORDER BY instance.created_at, instance.id
        ) - 1 AS duplicate
        FROM imaging_instances instance JOIN imaging_studies study ON study.id = instance.study_id
      ) AS counted WHERE counted.id = imaging_instances.id`,
      `CREATE UNIQUE INDEX imaging_instances_uid ON imaging_instances (customer_id, instance_uid, duplicate)`,
    ],
    [
      `CREATE INDEX imaging_customers_live ON imaging_customers (partner_id, created_at, id) WHERE state <> 'deleted'`,
      `CREATE INDEX imaging_customers_state ON imaging_customers (partner_id, state, created_at, id)`,
      `CREATE INDEX imaging_customers_plan ON imaging_customers (partner_id, plan_id, created_at, id)`,
      `CREATE INDEX imaging_customers_email_page ON imaging_customers (partner_id, email_key, created_at, id)`,
      `CREATE INDEX imaging_users_page ON imaging_users (customer_id, created_at, id) WHERE deleted_at IS NULL`,
      `CREATE INDEX imaging_reports_partner ON imaging_reports (customer_id, created_at, id) WHERE user_id IS NULL`,
      `CREATE INDEX imaging_reports_user ON imaging_reports (customer_id, created_at, id) WHERE user_id IS NOT NULL`,
      `CREATE INDEX imaging_studies_modality ON imaging_studies (customer_id, modality, created_at, id)`,
      `CREATE INDEX imaging_instances_series ON imaging_instances (study_id, series_uid, created_at, id)`,
    ],
    usageTotals,
    reportChanges({
      table: "imaging_partners",
      columns: ["name", "tier", "trial_ends_at", "is_active"],
      kind: "tenant",
      identifiedBy: "id",
    }),
    [
      // When the job was added, so that its age is known, and why its last attempt failed.
      `ALTER TABLE imaging_index_jobs ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0`,
      `ALTER TABLE imaging_index_jobs ADD COLUMN last_error TEXT`,
      `ALTER TABLE imaging_index_jobs ADD COLUMN request_id TEXT`,
      `CREATE INDEX imaging_index_jobs_request ON imaging_index_jobs (request_id) WHERE request_id IS NOT NULL`,
    ],
  ],
};

/** Every table that the service needs. */
export const imagingMigrations: readonly Migrations[] = [
  balanceMigrations,
  keyMigrations,
  idempotencyMigrations,
  fileMigrations,
  imagingTables,
];

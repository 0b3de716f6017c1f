import { idempotencyRecords } from "errata/store";
import { changeState } from "../../services/imaging/customers/change-state.ts";
import { listCustomers } from "../../services/imaging/customers/list-customers.ts";
import { listUsers } from "../../services/imaging/customers/users.ts";
import { imagingMigrations } from "../../services/imaging/migrations.ts";
import { readUsage } from "../../services/imaging/partners/usage.ts";
import { listReports } from "../../services/imaging/reports/list-reports.ts";
import { listInstances } from "../../services/imaging/studies/list-instances.ts";
import { listStudies } from "../../services/imaging/studies/list-studies.ts";
import { pages } from "./pages.ts";
import { type Subject, start } from "./subject.ts";

const at = `${start} + n`;

/** Customers of one partner, and studies, instances, reports and users of one customer. */
export const imaging: Subject = {
  migrations: imagingMigrations,
  rows: [
    {
      isOne: true,
      into: "imaging_partners (id, name, tier, is_active, created_at)",
      values: "'big', 'Big', 't', 1, 0",
    },
    {
      isOne: true,
      into: "imaging_plans (id, name, cost, ai_lens_medical_cost, quota_bytes, is_active)",
      values: "'p1', 'P1', 0, 0, 1000000, 1",
    },
    {
      isOne: true,
      into: "imaging_plans (id, name, cost, ai_lens_medical_cost, quota_bytes, is_active)",
      values: "'p2', 'P2', 0, 0, 1000000, 1",
    },
    {
      into: "imaging_customers (id, partner_id, name, email, email_key, state, plan_id, add_ons, has_ai_lens_medical, created_at, updated_at)",
      values: `'cus_' || n, 'big', 'N', 'a' || n || '@b.test', 'a' || n || '@b.test',
        CASE WHEN n <= 25 THEN 'suspended' WHEN n % 2 = 0 THEN 'deleted' ELSE 'active' END,
        CASE WHEN n <= 25 THEN 'p2' ELSE 'p1' END, '[]', 0, ${at}, ${at}`,
    },
    {
      into: "imaging_users (id, customer_id, name, created_at, deleted_at)",
      values: `'usr_' || n, 'cus_1', 'N', ${at}, CASE WHEN n % 2 = 0 THEN ${at} END`,
    },
    {
      into: "imaging_studies (id, customer_id, study_uid, modality, created_at, total_instances, total_bytes)",
      values: `'stu_' || n, 'cus_1', '1.2.' || n, CASE WHEN n <= 25 THEN 'MR' ELSE 'CT' END, ${at}, 1, 10`,
    },
    {
      into: "imaging_instances (id, study_id, customer_id, instance_uid, series_uid, bytes, sha256, created_at)",
      values: `'ins_' || n, 'stu_1', 'cus_1', '1.3.' || n, CASE WHEN n <= 25 THEN '1.4.2' ELSE '1.4.1' END, 10, 'x', ${at}`,
    },
    {
      into: "imaging_reports (id, customer_id, study_id, file_name, media_type, bytes, sha256, user_id, created_at)",
      values: `'rep_' || n, 'cus_1', 'stu_' || n, 'a.pdf', 'application/pdf', 10, 'x',
        CASE WHEN n <= 25 THEN 'usr_1' END, ${at}`,
    },
  ],
  after: [
    `INSERT INTO imaging_totals (partner_id, state, customers, studies, instances, reports, bytes)
      SELECT partner_id, state, COUNT(*), 0, 0, 0, 0 FROM imaging_customers GROUP BY partner_id, state`,
  ],
  operations(store, count) {
    const idempotency = { records: idempotencyRecords() };
    const backend = { store, clock: Date.now, idempotency } as never;
    const [partner, customer, study] = [{ id: "big" }, { id: "cus_1" }, { id: "stu_1" }] as never[];
    const [big, first, one] = [partner as never, customer as never, study as never];
    return [
      ...pages(count, "customers", (query) => listCustomers(backend, big, query), {
        state: "suspended",
        planId: "p2",
        email: "a7@b.test",
      }),
      ...pages(count, "users", (query) => listUsers(backend, first, query)),
      ...pages(count, "studies", (query) => listStudies(backend, first, query), { modality: "MR" }),
      ...pages(count, "instances", (query) => listInstances(backend, one, query), { seriesUid: "1.4.2" }),
      ...pages(count, "reports", (query) => listReports(backend, first, query), {
        uploadedBy: "user",
        studyUid: "1.2.7",
      }),
      { name: "usage", run: () => readUsage(backend, big) },
      {
        name: "suspend and resume a customer",
        async run(round) {
          const id = `cus_${2 * round + 101}`;
          const row = { id, partner_id: "big", add_ons: "[]", created_at: 0, updated_at: 0 };
          await changeState(backend, { ...row, state: "active" } as never, "suspend");
          await changeState(backend, { ...row, state: "suspended" } as never, "resume");
        },
      },
      {
        name: "upload an instance (its rows)",
        run: (round) => store.sql`
          INSERT INTO imaging_instances (id, study_id, customer_id, instance_uid, series_uid, bytes, sha256, created_at)
          VALUES (${`new_${round}`}, 'stu_2', 'cus_1', ${`9.${round}`}, '1.4.1', 10, 'x', ${Date.now()})`,
      },
      {
        name: "delete an instance (its rows)",
        run: (round) => store.sql`DELETE FROM imaging_instances WHERE id = ${`new_${round}`}`,
      },
    ];
  },
};

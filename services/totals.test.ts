import type { Migrations, Store, TransactionSql } from "errata/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imagingMigrations } from "./imaging/migrations.ts";
import { usageTotals as imagingTotals } from "./imaging/partners/usage-totals.ts";
import { pendingTotals } from "./pdf/jobs/pending-totals.ts";
import { pdfMigrations } from "./pdf/migrations.ts";
import { usageTotals as pdfTotals } from "./pdf/workspaces/usage-totals.ts";
import { engines } from "./testing/engines.ts";

/** Returns the migrations of the release before the one with these totals. */
function before(migrations: readonly Migrations[], totals: Migrations["steps"][number]): Migrations[] {
  return migrations.map(({ component, steps }) => {
    const index = steps.indexOf(totals);
    return index === -1 ? { component, steps } : { component, steps: steps.slice(0, index) };
  });
}

/** Opens tables of the release before, fills them and upgrades them. */
function eachUpgraded(
  migrations: readonly Migrations[],
  totals: Migrations["steps"][number],
  fill: (sql: TransactionSql) => Promise<void>,
  suite: (store: () => Store) => void,
): void {
  for (const engine of engines) {
    describe.skipIf(engine.isAbsent)(`on ${engine.name}`, () => {
      let opened: Awaited<ReturnType<typeof engine.open>>;
      let store: Store;
      beforeAll(async () => {
        opened = await engine.open(before(migrations, totals), Date.now);
        await opened.store.transaction(fill);
        store = await opened.upgrade(migrations);
      });
      afterAll(() => opened.drop());
      suite(() => store);
    });
  }
}

const customers = ["c0", "c1", "c2"];

describe("the usage of partners", () => {
  const fill = async (sql: TransactionSql): Promise<void> => {
    await sql`INSERT INTO imaging_partners (id, name, tier, is_active, created_at) VALUES ('p', 'P', 't', 1, 0)`;
    await sql`
      INSERT INTO imaging_plans (id, name, cost, ai_lens_medical_cost, quota_bytes, is_active)
      VALUES ('plan', 'Plan', 0, 0, 0, 1)`;
    for (const [index, id] of customers.entries()) {
      const state = ["active", "suspended", "deleted"][index] ?? "";
      await sql`
        INSERT INTO imaging_customers (id, partner_id, name, email, email_key, state, plan_id, add_ons, has_ai_lens_medical, created_at, updated_at)
        VALUES (${id}, 'p', 'C', ${id}, ${id}, ${state}, 'plan', '[]', 0, ${index}, 0)`;
      await addStudy(sql, id, `s-${id}`);
      for (let file = 0; file < 3; file++) await addFiles(sql, id, `s-${id}`, `${id}-${file}`);
    }
  };
  const addStudy = (sql: TransactionSql, customer: string, id: string) => sql`
    INSERT INTO imaging_studies (id, customer_id, study_uid, created_at) VALUES (${id}, ${customer}, ${id}, 0)
    ON CONFLICT DO NOTHING`;
  const addFiles = async (sql: TransactionSql, customer: string, study: string, id: string): Promise<void> => {
    await sql`
      INSERT INTO imaging_instances (id, study_id, customer_id, instance_uid, series_uid, bytes, sha256, created_at)
      VALUES (${`i-${id}`}, ${study}, ${customer}, ${id}, '1', 7, 'x', 0)`;
    await sql`
      INSERT INTO imaging_reports (id, customer_id, study_id, file_name, media_type, bytes, sha256, created_at)
      VALUES (${`r-${id}`}, ${customer}, ${study}, 'a', 'b', 5, 'x', 0)`;
  };
  const totals = ({ sql }: Store) => sql`
    SELECT state, customers, studies, instances, reports, bytes FROM imaging_totals
    WHERE partner_id = 'p' AND customers + studies + instances + reports > 0 ORDER BY state`;
  const counted = ({ sql }: Store) => sql`
    SELECT state, COUNT(*) AS customers,
      SUM((SELECT COUNT(*) FROM imaging_studies s WHERE s.customer_id = c.id)) AS studies,
      SUM((SELECT COUNT(*) FROM imaging_instances i WHERE i.customer_id = c.id)) AS instances,
      SUM((SELECT COUNT(*) FROM imaging_reports r WHERE r.customer_id = c.id)) AS reports,
      SUM((SELECT COALESCE(SUM(i.bytes), 0) FROM imaging_instances i WHERE i.customer_id = c.id)
        + (SELECT COALESCE(SUM(r.bytes), 0) FROM imaging_reports r WHERE r.customer_id = c.id)) AS bytes
    FROM imaging_customers c GROUP BY state ORDER BY state`;

  eachUpgraded(imagingMigrations, imagingTotals, fill, (store) => {
    it("counts the rows that exist when a node is upgraded", async () => {
      expect(await totals(store())).toEqual(await counted(store()));
      expect(await totals(store())).toHaveLength(3);
    });

    it("equals the rows after uploads, deletions and changes of state at the same time", async () => {
      const states = ["active", "suspended", "deleted"];
      await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          store().transaction(async (sql) => {
            const customer = customers[index % 3] ?? "";
            const study = `n-${customer}-${index % 4}`;
            if (index % 10 === 7) {
              const state = states[index % states.length] ?? "";
              await sql`UPDATE imaging_customers SET state = ${state} WHERE id = ${customer}`;
              return;
            }
            await addStudy(sql, customer, study);
            await addFiles(sql, customer, study, `n${index}`);
            // The deletion of a study with its files in one transaction.
            if (index % 9 !== 4) return;
            await addStudy(sql, customer, `gone-${index}`);
            await addFiles(sql, customer, `gone-${index}`, `gone${index}`);
            await sql`DELETE FROM imaging_instances WHERE study_id = ${`gone-${index}`}`;
            await sql`DELETE FROM imaging_reports WHERE study_id = ${`gone-${index}`}`;
            await sql`DELETE FROM imaging_studies WHERE id = ${`gone-${index}`}`;
          }),
        ),
      );
      const failed = store().transaction(async (sql) => {
        await addFiles(sql, "c0", "s-c0", "rolled-back");
        throw new Error("rolled back");
      });
      await expect(failed).rejects.toThrow("rolled back");
      expect(await totals(store())).toEqual(await counted(store()));
    });
  });
});

describe("the documents of workspaces", () => {
  const march = Date.parse("2026-03-31T23:59:59Z");
  const fill = async (sql: TransactionSql): Promise<void> => {
    await sql`
      INSERT INTO pdf_workspaces (id, name, plan, subscription, created_at) VALUES ('w', 'W', 'pro', 'active', 0)`;
    for (const [index, id] of ["a", "b", "c"].entries()) await addDocument(sql, id, march + index * 1_000);
    await sql`
      INSERT INTO pdf_deleted_documents (id, workspace_id, pages, credits, created_at, deleted_at)
      VALUES ('old', 'w', 4, 5, ${march}, ${march})`;
    await sql`
      INSERT INTO pdf_jobs (id, workspace_id, design_id, design_version, page, variables, total, created_at)
      VALUES ('j', 'w', 'd', 1, '{}', '{}', 3, 0)`;
    for (const [position, state] of ["pending", "done", "pending"].entries()) {
      await sql`
        INSERT INTO pdf_job_items (job_id, position, file_name, variables, state)
        VALUES ('j', ${position}, 'a', '{}', ${state})`;
    }
  };
  const addDocument = (sql: TransactionSql | Store["sql"], id: string, createdAt: number) => sql`
    INSERT INTO pdf_documents
      (id, workspace_id, design_id, design_version, file_name, pages, bytes, sha256, credits, created_at)
    VALUES (${id}, 'w', 'd', 1, 'a', 2, 10, 'x', 3, ${createdAt})`;

  eachUpgraded(pdfMigrations, pendingTotals, fill, (store) => {
    it("are counted by month in UTC, with the deleted ones", async () => {
      const usage = () => store().sql`
        SELECT month, documents, deleted, stored_bytes, pages, credits FROM pdf_usage ORDER BY month`;
      const [april] = [{ month: "2026-04", documents: 2, deleted: 0, stored_bytes: 20, pages: 4, credits: 6 }];
      expect(await usage()).toEqual([
        { month: "2026-03", documents: 2, deleted: 1, stored_bytes: 10, pages: 6, credits: 8 },
        april,
      ]);
      await addDocument(store().sql, "d", march);
      await store().sql`DELETE FROM pdf_documents WHERE id = 'a'`;
      expect(await usage()).toEqual([
        { month: "2026-03", documents: 3, deleted: 2, stored_bytes: 10, pages: 8, credits: 11 },
        april,
      ]);
      expect(pdfMigrations.flatMap(({ steps }) => steps)).toContain(pdfTotals);
    });

    it("are counted as pending until each is generated or failed, and again when it is retried", async () => {
      const { sql } = store();
      const pending = async () =>
        (await sql<{ pending: number }>`SELECT pending FROM pdf_jobs WHERE id = 'j'`)[0]?.pending;
      expect(await pending()).toBe(2);
      await sql`UPDATE pdf_job_items SET state = 'failed' WHERE job_id = 'j' AND state = 'pending'`;
      expect(await pending()).toBe(0);
      await sql`UPDATE pdf_job_items SET state = 'pending' WHERE job_id = 'j' AND position = 0`;
      await sql`UPDATE pdf_job_items SET state = state WHERE job_id = 'j'`;
      expect(await pending()).toBe(1);
      await sql`DELETE FROM pdf_job_items WHERE job_id = 'j'`;
      expect(await pending()).toBe(0);
    });
  });
});

import type { Migrations } from "errata/store";
import { describe, expect, it } from "vitest";
import { engines } from "../testing/engines.ts";
import { imagingMigrations } from "./migrations.ts";

/** Returns the migrations of a version of the service that had fewer steps. */
function earlier(stepCount: number): readonly Migrations[] {
  return imagingMigrations.map((migrations) =>
    migrations.component === "imaging" ? { ...migrations, steps: migrations.steps.slice(0, stepCount) } : migrations,
  );
}

describe("migrations of the imaging API", () => {
  it.each(engines.filter(({ isAbsent }) => !isAbsent))(
    "keep instances with the same UID in several studies, and name the first one, on $name",
    async (engine) => {
      const opened = await engine.open(earlier(3), () => 1_000);
      try {
        const { sql } = opened.store;
        await sql`INSERT INTO imaging_partners (id, name, tier, is_active, created_at) VALUES ('p', 'P', 'trial', 1, 1)`;
        await sql`
          INSERT INTO imaging_plans (id, name, cost, ai_lens_medical_cost, quota_bytes, is_active)
          VALUES ('pocket', 'Pocket', 0, 0, 1, 1)`;
        for (const customer of ["one", "two"]) {
          await sql`
            INSERT INTO imaging_customers
              (id, partner_id, name, email, email_key, state, plan_id, add_ons, has_ai_lens_medical, created_at, updated_at)
            VALUES (${customer}, 'p', 'C', ${customer}, ${customer}, 'active', 'pocket', '[]', 0, 1, 1)`;
          for (const study of ["a", "b", "c"]) {
            const studyId = `${customer}-${study}`;
            await sql`
              INSERT INTO imaging_studies (id, customer_id, study_uid, created_at)
              VALUES (${studyId}, ${customer}, ${study}, 1)`;
            await sql`
              INSERT INTO imaging_instances (id, study_id, instance_uid, series_uid, bytes, sha256, created_at)
              VALUES (${studyId}, ${studyId}, 'uid', 's', 1, ${study}, ${study === "b" ? 1 : 2})`;
          }
        }

        const store = await opened.upgrade(imagingMigrations);
        const instances = await store.sql`SELECT id, customer_id, duplicate FROM imaging_instances ORDER BY id`;
        expect(instances.map((row) => Object.values(row).join())).toEqual(
          ["one", "two"].flatMap((id) => [`${id}-a,${id},1`, `${id}-b,${id},0`, `${id}-c,${id},2`]),
        );
        await expect(
          store.sql`
            INSERT INTO imaging_instances (id, customer_id, study_id, instance_uid, series_uid, bytes, sha256, created_at)
            VALUES ('new', 'one', 'one-a', 'uid', 's', 1, 'd', 3)`,
        ).rejects.toThrow();
      } finally {
        await opened.drop();
      }
    },
  );
});

import { idempotencyRecords } from "errata/store";
import { readRetention } from "../../services/shared/retention/index.ts";
import { deleteAnalysis, listAnalyses } from "../../services/vision/analyses/analysis.ts";
import { listImages } from "../../services/vision/images/image.ts";
import { visionMigrations } from "../../services/vision/migrations.ts";
import { purgesOf } from "../../services/vision/retention.ts";
import { listRules } from "../../services/vision/rules/rule.ts";
import { createRule } from "../../services/vision/rules/save-rule.ts";
import { listSchemas } from "../../services/vision/schemas/schema.ts";
import { pages } from "./pages.ts";
import { purging, type Subject, start } from "./subject.ts";

const at = `${start} + n`;
const name = "CASE WHEN n <= 25 THEN 'n7' ELSE 'n' || n END";

/** Images, rules, schemas and analyses of one account. */
export const vision: Subject = {
  migrations: visionMigrations,
  rows: [
    {
      isOne: true,
      into: "vision_accounts (id, name, plan, subscription, is_active, monthly_images, created_at)",
      values: "'big', 'Big', 'pro', 'active', 1, 1000000, 0",
    },
    {
      into: "vision_images (id, account_id, file_name, media_type, width, height, frames, bytes, sha256, created_at)",
      values: `'img_' || n, 'big', 'a.png', CASE WHEN n <= 25 THEN 'image/png' ELSE 'image/jpeg' END, 1, 1, 1, 10, 's' || n, ${at}`,
    },
    {
      into: "vision_rules (id, account_id, name, matching, conditions, created_at, updated_at)",
      values: `'rul_' || n, 'big', ${name}, 'all', '[]', ${at}, ${at}`,
    },
    {
      into: "vision_schemas (id, account_id, name, fields, created_at, updated_at)",
      values: `'sch_' || n, 'big', ${name}, '[]', ${at}, ${at}`,
    },
    {
      into: "vision_analyses (id, account_id, provider, results, created_at)",
      values: `'ana_' || n, 'big', 'local', '[]', ${at}`,
    },
    {
      into: "vision_analysis_images (analysis_id, image_id, created_at)",
      values: `'ana_' || n, CASE WHEN n % 2 = 0 THEN 'img_1' ELSE 'img_' || n END, ${at}`,
    },
  ],
  after: [],
  operations(store, count) {
    const { sql } = store;
    const big = { id: "big" } as never;
    const ledgers = { usageLedger: {}, storageLedger: {} };
    const backend = { store, clock: Date.now, idempotency: { records: idempotencyRecords() }, ...ledgers } as never;
    return [
      ...pages(count, "images", (query) => listImages(sql, big, query), { mediaType: "image/png" }),
      ...pages(count, "rules", (query) => listRules(sql, big, query), { name: "n7" }),
      ...pages(count, "schemas", (query) => listSchemas(sql, big, query), { name: "n7" }),
      ...pages(count, "analyses", (query) => listAnalyses(sql, big, query), { imageId: "img_1" }),
      {
        name: "create a rule",
        run: () =>
          createRule(backend, big, { name: "n", match: "all", conditions: [] }, async (_sql, view) => view as never),
      },
      ...purgesOf(backend, readRetention({ ERRATA_KEEP_ANALYSES_DAYS: "1" }))
        .filter(({ data }) => data === "old analyses")
        .map(purging),
      { name: "delete an analysis", run: (round) => deleteAnalysis(backend, big, `ana_${count - round}`) },
    ];
  },
};

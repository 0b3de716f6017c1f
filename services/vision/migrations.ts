import { balanceMigrations, idempotencyMigrations, keyMigrations, type Migrations, reportChanges } from "errata/store";
import { fileMigrations } from "../shared/files/index.ts";
import { keepTotals } from "../shared/totals/index.ts";

/** The service's own tables. Times are epoch milliseconds, flags are 0 or 1, JSON is text. */
const visionTables: Migrations = {
  component: "vision",
  steps: [
    [
      `CREATE TABLE vision_accounts (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        plan TEXT NOT NULL,
        subscription TEXT NOT NULL CHECK (subscription IN ('active', 'past_due')),
        is_active BIGINT NOT NULL,
        monthly_images BIGINT NOT NULL CHECK (monthly_images >= 0),
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE vision_images (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES vision_accounts (id),
        file_name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        width BIGINT NOT NULL,
        height BIGINT NOT NULL,
        frames BIGINT NOT NULL,
        bytes BIGINT NOT NULL,
        sha256 TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        UNIQUE (account_id, sha256)
      )`,
      `CREATE INDEX vision_images_page ON vision_images (account_id, created_at, id)`,
      `CREATE TABLE vision_rules (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES vision_accounts (id),
        name TEXT NOT NULL,
        matching TEXT NOT NULL CHECK (matching IN ('all', 'any')),
        conditions TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
      )`,
      `CREATE INDEX vision_rules_page ON vision_rules (account_id, created_at, id)`,
      `CREATE TABLE vision_schemas (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES vision_accounts (id),
        name TEXT NOT NULL,
        fields TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
      )`,
      `CREATE INDEX vision_schemas_page ON vision_schemas (account_id, created_at, id)`,
      `CREATE TABLE vision_analyses (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES vision_accounts (id),
        provider TEXT NOT NULL,
        results TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE INDEX vision_analyses_page ON vision_analyses (account_id, created_at, id)`,
    ],
    [
      // Without a reference to the images, because analyses remain when their images are deleted.
      `CREATE TABLE vision_analysis_images (
        analysis_id TEXT NOT NULL REFERENCES vision_analyses (id) ON DELETE CASCADE,
        image_id TEXT NOT NULL,
        PRIMARY KEY (image_id, analysis_id)
      )`,
      `CREATE INDEX vision_analysis_images_analysis ON vision_analysis_images (analysis_id)`,
      `INSERT INTO vision_analysis_images (analysis_id, image_id)
        SELECT a.id, i.id FROM vision_analyses a JOIN vision_images i
          ON i.account_id = a.account_id AND a.results LIKE '%"imageId":"' || i.id || '"%'`,
    ],
    [
      `CREATE INDEX vision_images_type ON vision_images (account_id, media_type, created_at, id)`,
      `CREATE INDEX vision_rules_name ON vision_rules (account_id, name, created_at, id)`,
      `CREATE INDEX vision_schemas_name ON vision_schemas (account_id, name, created_at, id)`,
      `CREATE INDEX vision_analyses_age ON vision_analyses (created_at)`,
      // The time of the analysis, so that the analyses of an image are found in their order.
      `ALTER TABLE vision_analysis_images ADD COLUMN created_at BIGINT`,
      ...keepTotals({
        name: "vision_analysis_images_timed",
        table: "vision_analysis_images",
        event: "INSERT",
        at: "statement",
        statements: () => [
          `UPDATE vision_analysis_images
            SET created_at = (SELECT created_at FROM vision_analyses WHERE id = NEW.analysis_id)
            WHERE image_id = NEW.image_id AND analysis_id = NEW.analysis_id AND created_at IS NULL`,
        ],
      }),
      `UPDATE vision_analysis_images
        SET created_at = (SELECT created_at FROM vision_analyses WHERE id = vision_analysis_images.analysis_id)`,
      `CREATE INDEX vision_analysis_images_page ON vision_analysis_images (image_id, created_at, analysis_id)`,
    ],
    reportChanges({
      table: "vision_accounts",
      columns: ["name", "plan", "subscription", "is_active", "monthly_images"],
      kind: "tenant",
      identifiedBy: "id",
    }),
  ],
};

/** Migrations of the service and of the library parts that it uses. */
export const visionMigrations: readonly Migrations[] = [
  balanceMigrations,
  keyMigrations,
  idempotencyMigrations,
  fileMigrations,
  visionTables,
];

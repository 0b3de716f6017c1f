import type { Migrations } from "errata/store";
import { imagingMigrations } from "../../services/imaging/migrations.ts";
import { ordersMigrations } from "../../services/orders/migrations.ts";
import { pdfMigrations } from "../../services/pdf/migrations.ts";
import { scribeMigrations } from "../../services/scribe/migrations.ts";
import { visionMigrations } from "../../services/vision/migrations.ts";
import type { OpenBenched } from "./benched-api.ts";
import { openImagingBench } from "./imaging.ts";
import { openOrdersBench } from "./orders.ts";
import { openPdfBench } from "./pdf.ts";
import { openScribeBench } from "./scribe.ts";
import { openVisionBench } from "./vision.ts";

/** Name of a service that is measured. */
export type BenchedName = "imaging" | "pdf" | "vision" | "orders" | "scribe";

/** Every service that is measured, with its tables. */
export const benched: Readonly<
  Record<BenchedName, { readonly open: OpenBenched; readonly migrations: readonly Migrations[] }>
> = {
  imaging: { open: openImagingBench, migrations: imagingMigrations },
  pdf: { open: openPdfBench, migrations: pdfMigrations },
  vision: { open: openVisionBench, migrations: visionMigrations },
  orders: { open: openOrdersBench, migrations: ordersMigrations },
  scribe: { open: openScribeBench, migrations: scribeMigrations },
};

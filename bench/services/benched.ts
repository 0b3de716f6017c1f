import type { Migrations } from "errata/store";
import { imagingMigrations } from "../../services/imaging/service.ts";
import type { OpenBenched } from "./benched-api.ts";
import { openImagingBench } from "./imaging.ts";

/** Name of a service that is measured. */
export type BenchedName = "imaging";

/** Every service that is measured, with its tables. */
export const benched: Readonly<
  Record<BenchedName, { readonly open: OpenBenched; readonly migrations: readonly Migrations[] }>
> = {
  imaging: { open: openImagingBench, migrations: imagingMigrations },
};

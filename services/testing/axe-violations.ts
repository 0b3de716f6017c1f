import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/**
 * Lists what axe reports for a page, as the rule and the first element that breaks it.
 *
 * @param rules ids of the only rules to check. @default all
 */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // The other mode collects the results of frames on a blank page, which doubles the time, and frames would not be checked in this one.
  if (page.frames().length > 1) throw new Error(`expected a page without frames, received ${page.url()}`);
  const axe = new AxeBuilder({ page: page as never }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (rules === undefined ? axe : axe.withRules([...rules])).analyze();
  return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`);
}

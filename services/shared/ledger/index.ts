/** Lists the movements of a balance with their reasons, so that an account can be reconciled. */

export { ledgerLines, listMovements, Movement, resourceIn } from "./movements.ts";

/** Lists the movements of a balance with their reasons, so that an account can be reconciled. */

export { listMovements, Movement, resourceIn } from "./movements.ts";

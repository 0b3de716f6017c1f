export { nitroErrorHandler as default } from "errata/h3";

/** Endings that the WHO assigns to classes of drugs. */
const endings = `
  pril sartan olol statin dipin formin prazol cillin cilin mycin micin floxacin xaban gliptin
  gliflozin azepam azolam triptan parin thyroxin tiroxin profen cetamol codon triptylin setron lukast
  solon terol semid thiazid clovir mab fenac oxetin tralin profeno glutid tinib racetam peridon`;

/** Names of drugs that have none of the endings, in all supported languages. */
const names = `
  aspirin* ass acetaminophen acetaminofen tylenol advil aleve naproxen* warfarin* marcumar coumadin
  phenprocoumon heparin* xarelto eliquis plavix clopidogrel insulin* ventolin* salbutamol albuterol
  prednison* cortison* hydrocortison* digoxin* lithium methotrexat* levothyrox l-thyroxin* euthyrox
  novalgin* metamizol* doliprane nolotil sintrom tramadol morphin* fentanyl oxycodon* gabapentin*
  pregabalin* diclo voltaren lasix viagra sildenafil citalopram escitalopram mirtazapin* venlafaxin*
  amlodipin* nitroglycerin* nitrolingual nitro doxycyclin* azithromycin* cotrim penicillin* penicilin*
  penicillin iron vitamin* symbicort seretide calpol nurofen motrin benadryl dalsy humira ozempic ritalin adderall keppra
  lamotrigin* quetiapin* olanzapin* clozapin* methylphenidat* allopurinol* colchicin* spironolacton*
  metoclopramid* loperamid* codein* tamoxifen* budesonid* tiotropium letrozol*`;

/** Phrases for drugs: words with the ending of a class, and names. */
export const drugs = `[a-z]{2,}(?:${alternatives(endings)})(?:e|a|o|en|um)?|${alternatives(names)}`;

function alternatives(words: string): string {
  return words.trim().split(/\s+/).join("|");
}

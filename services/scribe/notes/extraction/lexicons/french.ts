import type { Lexicon } from "./lexicon.ts";

/** Phrases in French. */
export const french: Lexicon = {
  name: "french",
  functionWords:
    "je|j'ai|le|la|les|et|est|vous|pas|des|un|une|que|avec|mon|ma|mes|dans|il|elle|depuis|du|au|ne|oui|non|avez|c'est|ca|sur|pour|suis|votre|vos|nous|on|qui|ou|en|de|bonjour|j'|d'une|d'un|n'ai|y a",
  questions:
    "avez-vous|est-ce que|est-ce qu'*|y a-t-il|prenez-vous|ou|quand|quel*|combien|comment|depuis quand|etes-vous|fumez-vous|buvez-vous|pas de|des allergies|des|et",
  prompts: "racontez|decrivez|montrez|dites-moi|expliquez|parlez-moi",
  answers:
    "oui|non|jamais|aucun*|rien|parfois|un peu|exactement|voila|tout a fait|c'est ca|rarement|quelquefois|seulement|juste|pas|plutot|environ|peut-etre",
  negations: "pas|aucun|aucune|jamais|ni|sans|rien|non|nie|plus de",
  firstPerson:
    "tu|nous avons|j'ai|je suis|je me|j'etais|j'avais|je prends|je fume|je bois|je n'ai|je ne|je sens|je ressens|je tousse|je dors|je vomis|mon|ma|mes|m'a|me fait|me reveille|moi|je peux|puis-je|dois-je|j'utilise|je souffre|m'irradie",
  reported: "il prend|elle prend|prend|il a|elle a|le patient|la patiente|se plaint|signale|nie",
  secondPerson: "vous|votre|vos",
  symptoms:
    "vessie|inconten*|jaune|pale|trembl*|equilibre|parole|parler|pus|cloques|cheveux|ronfl*|irritable|interet|penses|pensees|vous faire du mal|mange|manger|bourdonne*|acouphene*|sifflement*|pleure|jambes lourdes|craque|bloque|saigne du nez|pertes|contractions|bouffees de chaleur|remontees|avance|douleur*|douloureux|douloureuse|mal|mal a|mal au|mal aux|fait mal|brulure*|brule|pique|piqure|lancinant*|nausee*|vomi|vomis|vomir|vomissement*|vertige*|etourdi*|evanoui*|malaise*|connaissance|fatigu*|epuise*|faible|faiblesse|tousse|toux|fievre|frissons?|transpir*|sueur*|maux de tete|migraine*|demangeai*|gratte|engourdi*|fourmillement*|picotement*|gonfle*|gonflement*|enfle*|eruption*|boutons|plaques|sang|saigne*|saignement*|essouffl*|souffle|respirer|respire|palpitation*|diarrhee*|constip*|selles|ballonn*|brulures d'estomac|crampe*|raide*|raideur|boule|grosseur|appetit|maigri|perdu \\d+ kilos?|perdu du poids|perte de poids|pris du poids|dormir|dors|sommeil|insomnie*|angoisse*|anxie*|deprim*|triste|idees noires|vision|vois|trouble|double|soif|urin*|avaler|avale|enroue*|nez qui coule|nez bouche|crachats?|glaires|confus*|convulsion*|crise*|tombe|tombee|chute|tordu|blesse|blessure|plaie|oppression|serre|serrement|gene|symptome*|memoire|oublie|regles|enceinte",
  bodyParts:
    "tete|front|tempe*|oeil|yeux|oreille*|nez|gorge|cou|nuque|machoire|poitrine|sein|coeur|poumon*|ventre|estomac|abdomen|aine|dos|reins|colonne|epaule*|bras|coude*|poignet*|main|mains|doigt*|hanche*|jambe*|cuisse*|genou|genoux|mollet*|cheville*|pied|pieds|orteil*|peau|cote|cotes|fesse*|rein|dent|dents|langue",
  onset:
    "depuis|il y a (?:un|une|deux|trois|quatre|cinq|six|quelques|plusieurs|\\d+) (?:heures?|jours?|semaines?|mois|ans?)|commence*|debut*|pire|empire|aggrave*|mieux|s'ameliore|constant*|permanen*|tout le temps|par moments|va et vient|soudain*|brutal*|progressivement|hier|cette nuit|ce matin|la nuit|tous les (?:jours|soirs|matins)|la semaine derniere|le mois dernier|quand je|sur dix|premiere fois|pendant",
  history:
    "fume|fumais|fumeu*|tabac|cigarette*|paquet*|alcool|verre* de vin|bieres?|drogue*|antecedent*|famille|familial*|pere|mere|frere|soeur|opere*|operation*|chirurgie|hospitalise*|vaccin*|diagnostique*|voyage*|animaux|ans|infarctus|avc|cancer|diabet*|pacemaker|stent|pontage|chronique|enfance|metier|travaille comme",
  medication:
    "(?:lui|leur) (?:donne|donnons|ai donne|avons donne)|prend|regulierement|prescrit|je prends|j'ai pris|je suis sous|prenez-vous|prenez vous|traitement|medicament*|comprime*|cachet*|pilule|inhalateur|ventoline|piqure*|injection*|insuline|anticoagulant*|antidouleur*|antibiotique*|contracepti*|cortisone|gouttes|pommade|creme|betabloquant*|sans ordonnance|somnifere*",
  allergies: "allergi*|intoleran*|anaphyla*|urticaire|reaction a",
  radiation:
    "irradi*|descend*|remonte*|se propage|se diffuse|s'etend|part dans|va (?:dans|jusqu'*|vers)|jusqu'(?:a|au|aux|en|dans)*|jusque dans|vers (?:le|la|l'|mon|ma)|dans (?:le|la|mon|ma) (?:bras|jambe|machoire|dos|epaule|cuisse|fesse|mollet|cou|pied)|traverse|lance (?:dans|jusqu'*)",
  findings:
    "score|questionnaire|on voit|je constate|je note|je trouve|sucre|positif|positive|negatif|rougeur|palpable|epanchement|limitee?|crepitation|battements|tension|pouls|frequence cardiaque|temperature|frequence respiratoire|oxygene|saturation|poids|imc|examen*|auscultation|palpation|inspection|sensible a|douloureux a la palpation|reflexes?|mobilite|numeration|culture|prelevement|cholesterol|hemoglobine|creatinine|glycemie|resultats?|montre*|revele*|crepitants?|sibilants?|souffle cardiaque|rouge|rouges|normal*|normaux|(?:poumons?|coeur|ventre|abdomen|gorge|peau|tympans?|amygdales|genou|cheville|foie) (?:est|sont|semble*)|j'entends|je vois (?:un|une|que)|je palpe|mmhg",
  assessment:
    "diagnosti*|probable*|sans doute|suspect*|soupconne|evoque*|evoquant|compatible avec|il s'agit|c'est (?:un|une|sans|probablement|surement|certainement)|signe* (?:de|d')|aucun signe|pas de signe*|elimine|exclu|ecarte*|stable|equilibre*|desequilibre*|je pense|je crois|ressemble a|rien de grave|benin|benigne|vous avez (?:un|une)|due? a|vira(?:l|le|ux)|bacterien*|impression|peut etre|pourrait etre",
  diagnoses:
    "avc|infarctus|diabete|cancer|tumeur|menisque|dechirure|zona|gale|effet* secondaire*|carence|abces|kyste|polype*|otite|bronchite|cystite|arthrose|vertige positionnel|epuisement|otites?|[a-z]{3,}(?:ite|ose|emie|pathie)|infection*|grippe|rhume|covid|reflux|angine|hypertension|asthme|bpco|pneumonie|entorse|fracture|elongation|hernie*|ulcere|eczema|epilepsie|insuffisance cardiaque|fibrillation|anemie|goutte|sciatique|lumbago|embolie|caillot|phlebite|commotion|calculs?|appendicite|thyroide|depression|virus|crise d'angoisse|eczema",
  plan: "donnez|pommade|gouttes|sirop|dose|restez|bougez|journal|a jeun|lit|mettez|prescri*|ordonnance|conseill*|recommand*|prenez|prendre|reprendre|rendez-vous|revenez|revenir|revoir|revoyons|revoit|controle*|reposez|repos|buvez|boire|evitez|eviter|arretez|arreter|continuez|continuer|poursuiv*|augment*|diminu*|reduire|fois par (?:jour|semaine)|par jour|le matin|le soir|au coucher|avant (?:les|le) repas|apres (?:les|le) repas|pendant (?:un|une|deux|trois|cinq|sept|dix|\\d+) (?:jours?|semaines?|mois)|dans (?:un|une|deux|trois|quatre|six|\\d+) (?:jours?|semaines?|mois)|semaine prochaine|arret de travail|arret maladie|kinesitherapie|exercices|regime|perdre du poids|attelle|bandage|glace|glacer|surveille*|traiter|traitement par|rappel|toutes les (?:\\d+|quatre|six|huit) heures",
  tests:
    "radio|radiographie|scanner|irm|ecg|electrocardiogramme|echographie|prise de sang|bilan|analyse*|analyse d'urine|urines|biopsie|fibroscopie|coloscopie|spirometrie|epreuve d'effort|test",
  future:
    "je vais|nous allons|on va|il faut|il faudra|vous devez|vous devriez|je vous|faites|faire|veuillez|je souhaite|je voudrais|je propose|pensez a|n'oubliez pas",
  emergency:
    "urgence*|samu|appelez|composez|le 15|le 112|ambulance|immediatement|tout de suite|sans attendre|sans tarder|aussitot|rapidement|si (?:vous|la|le|les|ca|cela|l'etat|elle|il|jamais|des|une|un)|s'il (?:y a|apparait)|en cas de|consultez|signes d'alerte|n'attendez pas",
  referral:
    "envoie|consulter un|consultez un|rendez-vous (?:avec|chez) un|adresse*|adresser|oriente*|orienter|specialiste*|[a-z]+ologue*|[a-z]+ologie|chirurgien*|orthopedi*|psychiatre*|psychologue*|orl|ophtalmo*|pediatre|hopital|hospitaliser|hospitalisation|kine|kinesitherapeute|lettre pour|courrier pour|second avis|envoyer (?:chez|voir)|envoie (?:chez|voir)",
  smallTalk:
    "voyage|trouve facilement|hotel|voisin*|fete|mariage|concert|en bus|en train|a l'appareil|c'est gentil|temps qu'il fait|il fait beau|pluie|pleut|soleil|circulation|embouteillage*|parking|me garer|foot|match|vacances|week-end|ecole|cinema|cafe|the|chien|chat|jardin|petits-enfants|anniversaire|noel|asseyez-vous|installez-vous|entrez|allongez-vous|deshabillez|ouvrez la bouche|respirez|inspirez|expirez|dites a*|enchante*|comment allez-vous|comment ca va|qu'est-ce qui vous amene|merci|je vous en prie|au revoir|bonne journee|bonne soiree|bon week-end|bon retablissement|salle d'attente|accueil|secretaire|carte vitale|un instant|d'autres questions|autre chose|voyons|je vais (?:vous examiner|regarder|ecouter)",
};

import { testDialogues } from "../testing/expect-note.ts";

testDialogues([
  {
    title: "abdominal pain, roles as labels",
    said: `
Médecin : Bonjour Madame Dupont, qu'est-ce qui vous amène ?
Patiente : Bonjour docteur. J'ai mal au ventre depuis deux jours.
Médecin : Où avez-vous mal ?
Patiente : En bas à droite. Ça irradie dans le dos.
Médecin : Avez-vous de la fièvre ?
Patiente : Non, pas de fièvre. J'ai vomi une fois.
Médecin : Vous prenez des médicaments ?
Patiente : Je prends du Levothyrox.
Médecin : Des allergies ?
Patiente : Non, aucune.
Médecin : Le ventre est sensible à droite, la température est à 37,9 °C.
Médecin : Je pense à une appendicite. Je vous adresse au chirurgien à l'hôpital. Si la douleur augmente, appelez le 15.
Patiente : Merci docteur, au revoir.`,
    keeps: {
      subjective: ["mal au ventre", "irradie dans le dos", "pas de fièvre", "Levothyrox", "allergies ? Non"],
      objective: ["37,9"],
      assessment: ["appendicite"],
      plan: ["chirurgien", "appelez le 15"],
    },
    omits: ["Dupont", "bonjour", "merci", "au revoir"],
  },
  {
    title: "chest pain, lines without labels",
    said: `
Bonsoir, asseyez-vous.
Bonsoir docteur. J'ai une douleur dans la poitrine depuis ce matin, comme un serrement.
Est-ce que ça descend dans le bras ?
Oui, jusque dans le coude gauche.
Vous êtes essoufflé ?
Non.
Vous avez un traitement ?
Oui, du bisoprolol et de l'aspirine.
La tension est à 16/9 et le pouls à 95.
Je suspecte une angine de poitrine.
J'appelle le SAMU, vous partez tout de suite aux urgences.`,
    keeps: {
      subjective: ["poitrine", "jusque dans le coude gauche", "essoufflé ? Non", "bisoprolol"],
      objective: ["tension"],
      assessment: ["angine de poitrine"],
      plan: ["SAMU"],
    },
    omits: ["bonsoir", "asseyez"],
  },
  {
    title: "a cough, names as labels",
    said: `
Claire Moreau: Bonjour, je m'appelle Claire Moreau et je tousse depuis trois semaines.
Dr Petit: Vous fumez ?
Claire Moreau: Un paquet par jour.
Dr Petit: Vous crachez du sang ?
Claire Moreau: Non, jamais. Mais j'ai maigri de quatre kilos.
Dr Petit: J'entends des crépitants à la base droite.
Dr Petit: Il s'agit probablement d'une pneumonie. Prenez de l'amoxicilline, 1 g trois fois par jour pendant sept jours.
Dr Petit: On va faire une radio du thorax, et je vous adresse à un pneumologue. Revenez vite si vous avez du mal à respirer.`,
    keeps: {
      subjective: ["tousse depuis trois semaines", "paquet", "sang ? Non", "maigri de quatre kilos"],
      objective: ["crépitants"],
      assessment: ["pneumonie"],
      plan: ["amoxicilline", "pneumologue", "mal à respirer"],
    },
    omits: ["Claire", "Moreau", "Petit"],
  },
  {
    title: "back pain with an interruption",
    said: `
Docteur: Dites-moi tout.
Patient: J'ai mal au dos, et la douleur...
Docteur: Depuis quand ?
Patient: ...descend dans la jambe droite jusqu'au pied, depuis lundi.
Docteur: Des fourmillements ?
Patient: Oui, un peu.
Docteur: C'est probablement une sciatique. Je vous prescris du paracétamol et de la kinésithérapie.
Docteur: Si vous perdez vos urines, allez immédiatement aux urgences.`,
    keeps: {
      subjective: ["mal au dos", "jambe droite", "fourmillements ? Oui"],
      assessment: ["sciatique"],
      plan: ["paracétamol", "kinésithérapie", "urgences"],
    },
  },
  {
    title: "a child with its mother and small talk",
    said: `
Pédiatre: Bonjour Léa ! Alors, les vacances, c'était bien ?
Mère: Très bien, il a fait beau. Mais depuis hier elle a 39 de fièvre et elle se touche l'oreille droite.
Pédiatre: Elle a des boutons ?
Mère: Non, aucun.
Pédiatre: Elle prend quelque chose ?
Mère: Du Doliprane toutes les six heures.
Pédiatre: Le tympan droit est rouge et bombé. C'est une otite.
Pédiatre: Donnez-lui de l'amoxicilline matin et soir pendant huit jours. Consultez en urgence si elle est somnolente.`,
    keeps: {
      subjective: ["39 de fièvre", "boutons ? Non", "Doliprane"],
      objective: ["rouge et bombé"],
      assessment: ["otite"],
      plan: ["amoxicilline", "somnolente"],
    },
    omits: ["Léa", "vacances"],
  },
  {
    title: "hypertension, numbered speakers",
    said: `
Locuteur 1: Comment ça va depuis la dernière fois ?
Locuteur 2: J'ai souvent des vertiges le matin.
Locuteur 1: Vous prenez toujours l'amlodipine ?
Locuteur 2: Oui, 10 mg.
Locuteur 1: Des palpitations ?
Locuteur 2: Non.
Locuteur 1: La tension est à 11/6.
Locuteur 1: On va diminuer l'amlodipine à 5 mg. Prise de sang dans un mois.`,
    keeps: {
      subjective: ["vertiges", "amlodipine ? Oui, 10 mg", "palpitations ? Non"],
      objective: ["11/6"],
      plan: ["amlodipine à 5 mg", "prise de sang"],
    },
  },
]);

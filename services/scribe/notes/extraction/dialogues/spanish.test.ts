import { testDialogues } from "../testing/expect-note.ts";

testDialogues([
  {
    title: "chest pain, roles as labels",
    said: `
Médica: Buenos días, señora García. ¿Qué le pasa?
Paciente: Buenos días, doctora. Me duele el pecho desde ayer. El dolor se me va al brazo izquierdo.
Médica: ¿Tiene fiebre?
Paciente: No.
Médica: ¿Toma algún medicamento?
Paciente: Tomo enalapril y Sintrom.
Médica: ¿Es alérgica a algo?
Paciente: A la penicilina.
Médica: La tensión es 160 sobre 90. La auscultación es normal.
Médica: Sospecho una angina de pecho. La voy a derivar al cardiólogo. Si le vuelve el dolor, llame al 112.
Paciente: Muchas gracias, adiós.`,
    keeps: {
      subjective: ["duele el pecho", "brazo izquierdo", "fiebre? No", "enalapril y Sintrom", "penicilina"],
      objective: ["160 sobre 90", "auscultación"],
      assessment: ["angina de pecho"],
      plan: ["cardiólogo", "llame al 112"],
    },
    omits: ["García", "buenos días", "gracias", "adiós"],
  },
  {
    title: "back pain, lines without labels",
    said: `
Hola, buenas tardes. Siéntese.
Buenas tardes, doctor. Tengo un dolor en la espalda desde hace una semana.
¿El dolor baja por la pierna?
Sí, hasta el pie derecho.
¿Ha perdido fuerza?
No, nada.
¿Toma algo para el dolor?
Ibuprofeno cada ocho horas.
El signo de Lasègue es positivo a 45 grados.
Probablemente es una ciática.
Tome paracetamol 1 g cada ocho horas y vuelva en dos semanas.
Si no puede controlar la orina, acuda a urgencias de inmediato.`,
    keeps: {
      subjective: ["espalda", "hasta el pie derecho", "fuerza? No", "Ibuprofeno"],
      objective: ["45 grados"],
      assessment: ["ciática"],
      plan: ["paracetamol 1 g", "urgencias"],
    },
    omits: ["buenas tardes", "siéntese"],
  },
  {
    title: "a cough, names as labels",
    said: `
Lucía Romero: Hola, me llamo Lucía Romero. Tengo tos desde hace tres semanas y he perdido peso.
Dr. Ortega: ¿Fuma usted?
Lucía Romero: Sí, diez cigarrillos al día.
Dr. Ortega: ¿Ha tosido sangre?
Lucía Romero: No, nunca.
Dr. Ortega: Escucho crepitantes en la base derecha. La saturación es del 94%.
Dr. Ortega: Creo que es una neumonía. Le receto amoxicilina 500 mg cada ocho horas durante siete días.
Dr. Ortega: Haremos una radiografía y la remito al neumólogo. Si le falta el aire, vaya al hospital.`,
    keeps: {
      subjective: ["tos desde hace tres semanas", "cigarrillos", "sangre? No"],
      objective: ["crepitantes", "94%"],
      assessment: ["neumonía"],
      plan: ["amoxicilina", "neumólogo", "vaya al hospital"],
    },
    omits: ["Lucía", "Romero", "Ortega", "hola"],
  },
  {
    title: "a child with his mother, interrupted",
    said: `
Doctora: Hola, Pablo. ¿Qué tal el colegio?
Madre: Tiene fiebre desde anoche y—
Doctora: ¿Cuánta?
Madre: —treinta y nueve, y no quiere comer.
Doctora: ¿Vómitos o diarrea?
Madre: No, ninguno.
Doctora: La garganta está roja y los oídos son normales.
Doctora: Es una infección viral.
Doctora: Dele paracetamol cada seis horas y mucho líquido. Si aparece dificultad para respirar, vaya a urgencias.`,
    keeps: {
      subjective: ["fiebre", "no quiere comer", "diarrea? No"],
      objective: ["garganta está roja"],
      assessment: ["infección viral"],
      plan: ["paracetamol", "urgencias"],
    },
    omits: ["Pablo", "colegio"],
  },
  {
    title: "diabetes, numbered speakers and small talk",
    said: `
Hablante 1: Pase, pase. ¿Mucho tráfico?
Hablante 2: Un poco. Doctora, estoy muy cansado y bebo mucha agua, tengo siempre sed.
Hablante 1: ¿Orina más de lo normal?
Hablante 2: Sí, por la noche.
Hablante 1: ¿Alguien en su familia tiene diabetes?
Hablante 2: Mi padre.
Hablante 1: La glucosa es de 280.
Hablante 1: Se trata de una diabetes. Empezamos con metformina 850 mg y una dieta.
Hablante 1: La derivo a la enfermera de diabetes y al endocrinólogo.`,
    keeps: {
      subjective: ["cansado", "sed", "normal? Sí", "Mi padre"],
      objective: ["280"],
      assessment: ["diabetes"],
      plan: ["metformina 850 mg", "endocrinólogo"],
    },
    omits: ["tráfico"],
  },
  {
    title: "dizziness, without accents",
    said: `
Medico: Buenos dias. Cuenteme.
Paciente: Tengo mareos cuando me levanto, desde hace un mes.
Medico: Ha perdido el conocimiento?
Paciente: No, nunca.
Medico: Que medicacion toma?
Paciente: Losartan y bisoprolol.
Medico: La presion es 95 sobre 60.
Medico: Es probable que sea por el losartan. Reduzca el losartan a la mitad. Control en una semana.`,
    keeps: {
      subjective: ["mareos", "conocimiento? No", "Losartan y bisoprolol"],
      objective: ["95 sobre 60"],
      plan: ["Control en una semana"],
    },
  },
]);

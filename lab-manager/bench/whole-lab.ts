/** Prod and dev, codelab and the throw-away database included: the lab whose figures count. */
export const wholeLab = 'name: Test lab\ndomain: lab.localhost\nenvironments: { dev: { enabled: true } }\n';

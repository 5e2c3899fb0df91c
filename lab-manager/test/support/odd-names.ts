/** What people and programs give as names by mistake or on purpose. */
export const oddNames: Readonly<Record<string, string>> = {
  'a quote': `prod"; DROP TABLE jobs; --'`,
  spaces: '  prod glab  ',
  'a newline': 'prod\nglab\r\u2028',
  'shell words': '$(reboot) `reboot` && reboot',
  '10,000 characters': 'x'.repeat(10_000),
  'a path': '../../prod',
  'a property of every object': '__proto__',
};

import project from '../../../../package.json' with { type: 'json' };

export const NAME = 'Taskport';
export const VERSION = project.version;

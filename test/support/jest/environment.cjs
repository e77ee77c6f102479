const vm = require('node:vm');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');

/** What Jest gets instead of a context of its own. */
const thisRealm = {};

const { compileFunction } = vm;
vm.compileFunction = (code, parameters, { parsingContext, ...options } = {}) =>
  compileFunction(code, parameters, parsingContext === thisRealm ? options : { ...options, parsingContext });

/**
 * Runs test files in the realm of their worker process instead of one realm each, so that they can share packages that
 * were loaded before (see `runtime.cjs`). Each file still loads its own copy of our modules.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
  }

  getVmContext() {
    return this.context && thisRealm;
  }
};

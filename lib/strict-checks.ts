import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type IApplyRule, NagMessageLevel, ServerlessChecks } from 'cdk-nag';

/** A warning stops synth too: one that is right is fixed, one that is not is acknowledged with a reason. */
const asError = (rule: IApplyRule): IApplyRule => ({ ...rule, level: NagMessageLevel.ERROR });

class StrictAwsSolutions extends AwsSolutionsChecks {
  protected override applyRule(rule: IApplyRule): void {
    super.applyRule(asError(rule));
  }
}

class StrictServerless extends ServerlessChecks {
  protected override applyRule(rule: IApplyRule): void {
    super.applyRule(asError(rule));
  }
}

/** Both packs of cdk-nag; test and synth ask the same. */
export const strictChecks = (app: App): readonly (AwsSolutionsChecks | ServerlessChecks)[] => [
  new StrictAwsSolutions(app),
  new StrictServerless(app),
];

/** Any finding that nobody acknowledged fails synth. */
export const addStrictChecks = (app: App): void => {
  Validations.of(app).addPlugins(...strictChecks(app));
};

//! An interceptor for SDK clients: an answer with an enum value that the SDK doesn't know fails.

use aws_sdk_ecs::{
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::AfterDeserializationInterceptorContextRef,
    },
    error::BoxError,
};

/// Values that AWS documents and its model lacks.
const UNMODELLED: [&str; 1] = ["PRE_PRODUCTION_TRAFFIC_SHIFT"];

/// Fails a call whose answer the SDK only half understands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownValues;

impl Intercept for KnownValues {
    fn name(&self) -> &'static str {
        "KnownValues"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Ok(output) = context.output_or_error() else {
            return Ok(());
        };
        let text = format!("{output:?}");
        for unknown in text.split("UnknownVariantValue(\"").skip(1) {
            let value = unknown.split('"').next().unwrap_or_default();
            assert!(
                UNMODELLED.contains(&value),
                "the SDK doesn't know {value}: {text}"
            );
        }
        Ok(())
    }
}

"""Members that the aws CLI's examples show and the simulator doesn't answer, each with the reason."""

# (service:operation, regular expression for the path): reason
EXCEPTIONS = {
    ("ecs:CreateService", r"service\.taskSets"): "task sets belong to external deployment controllers, which the simulator lacks",
    ("ecs:DescribeTaskSets", r"taskSets\[\].*"): "as above",
    ("ecs:StopTask", r"task\.(executionStoppedAt|stoppedAt)"): "the example stops a task that has already stopped; these times come later",
    ("ecs:UpdateService", r"service\.deployments\[\]\.taskkDefinition"): "a misprint in the example",
}

"""Members that the aws CLI's examples show and the simulator doesn't answer, each with the reason."""

NOT_RUN = "the example shows a feature the simulator does not have yet"
NOT_SET = "only there when the caller set it, and no call here sets it"
MAP_KEY = "a key or value the example's author chose, not a member of the model"
FINISHED = "only there once it is over"

# (operation, regular expression for the path): reason
EXCEPTIONS = {
}

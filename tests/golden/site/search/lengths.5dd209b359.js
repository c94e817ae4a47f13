hindsiteShard("lengths.5dd209b359",[",G","*)","(("])

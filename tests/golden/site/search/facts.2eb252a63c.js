hindsiteShard("facts.2eb252a63c",["__^)_E","#aY)","#]6","#aY)","V&$","3A"])
